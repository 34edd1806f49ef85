import * as cheerio from "cheerio";

const page = await fetch("https://example.com");
const $ = cheerio.load(await page.text());
for (const link of $("a[href]").toArray()) {
  console.log($(link).attr("href"), $(link).text().trim());
}
