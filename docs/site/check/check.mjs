/** Opens every page of the built site in headless Chromium, and uses it as a reader does: `node check.mjs CHROMIUM SITE`. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { delimiter, extname, join } from "node:path";
import { chromium } from "playwright-core";

const [program, site] = process.argv.slice(2);
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Pages that are no reading matter, and the reference, which is rustdoc's. */
const OTHERS = ["404.html", "toc.html", "rust/"];
/** A label with the attributes of a button: mdBook's own. */
const NOT_OURS = "#mdbook-sidebar-toggle";

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://site");
  const file = join(site, decodeURIComponent(pathname), pathname.endsWith("/") ? "index.html" : "");
  const content = await readFile(file).catch(() => undefined);
  response
    .writeHead(content ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" })
    .end(content);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const problems = [];

/** Runs `use` with a page, of which nothing may fail: no request, no script, none to another host. */
async function withPage(browser, options, use) {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const report = (problem) => problems.push(`${page.url().replace(origin, "")}: ${problem}`);
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) report(message.text());
    });
    page.on("pageerror", (error) => report(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) report(`asks ${request.url()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) report(`${response.url()} is ${response.status()}`);
    });
    await use(page, report);
  } finally {
    await context.close();
  }
}

async function pages() {
  const files = (await readdir(site, { recursive: true })).map((file) => file.replaceAll("\\", "/"));
  return files.filter((file) => file.endsWith(".html") && !OTHERS.some((other) => file.startsWith(other))).sort();
}

/** Looks at every page in a colour: contrast, and what else WCAG 2 asks of A and AA. */
async function accessible(browser, paths, colorScheme) {
  await withPage(browser, { viewport: DESKTOP, colorScheme }, async (page, report) => {
    for (const path of paths) {
      await page.goto(`${origin}/${path}`);
      await page.addScriptTag({ content: AXE });
      const rules = { runOnly: ["wcag2a", "wcag2aa"] };
      const { violations } = await page.evaluate(([exclude, rules]) => axe.run({ exclude }, rules), [NOT_OURS, rules]);
      for (const { id, nodes } of violations) {
        report(`${colorScheme}: ${id}: ${nodes.length}, as ${nodes[0].html}: ${nodes[0].failureSummary}`);
      }
    }
  });
}

/** Looks at every page, and every tab, on a phone: only code and tables scroll sideways. */
async function readable(browser, paths) {
  await withPage(browser, { viewport: PHONE, isMobile: true, hasTouch: true }, async (page, report) => {
    for (const path of paths) {
      await page.goto(`${origin}/${path}`);
      for (const language of ["Rust", "Python", "TypeScript", "Go"]) {
        const tab = page.getByRole("tab", { name: language, exact: true });
        if (await tab.count()) await tab.first().click();
        const wide = await page.evaluate(() =>
          // The text scrolls within a box of mdBook's, so the document itself never does.
          [document.documentElement, ...document.querySelectorAll("body, body div:has(main), main")]
            .filter((box) => box.scrollWidth > innerWidth)
            .map((box) => `${box.id || box.tagName} is ${box.scrollWidth} pixels wide`),
        );
        if (wide.length) report(`${language}: on a phone, ${wide.join(", ")}`);
      }
    }
  });
}

const shown = (page) =>
  page.locator(".tab:visible").evaluateAll((tabs) => [...new Set(tabs.map((tab) => tab.dataset.language))]);

async function tabs(browser) {
  await withPage(browser, { viewport: DESKTOP }, async (page) => {
    await page.goto(`${origin}/guide/client.html`);
    assert.deepEqual(await shown(page), ["rust"]);
    await page.getByRole("tab", { name: "Go" }).first().click();
    assert.deepEqual(await shown(page), ["go"]);
    assert.equal(await page.getByRole("tab", { name: "Go" }).last().getAttribute("aria-selected"), "true");

    await page.getByRole("link", { name: "Stream an answer" }).click();
    await page.waitForURL("**/guide/streams.html");
    assert.ok((await shown(page)).includes("go"), "the choice is kept from page to page");
    assert.ok(await page.getByText("stream.Events()").first().isVisible());

    await page.getByRole("tab", { name: "Go" }).first().focus();
    await page.keyboard.press("ArrowLeft");
    assert.ok(
      await page
        .getByRole("tab", { name: "TypeScript" })
        .first()
        .evaluate((tab) => tab === document.activeElement),
    );
    assert.equal(new URL(page.url()).pathname, "/guide/streams.html", "the arrows turn no page");
    await page.reload();
    assert.ok(
      await page.getByText("for await (const event of stream)").first().isVisible(),
      "the choice is kept when a page is loaded again",
    );

    await page.goto(`${origin}/guide/client.html#go-rotate-credentials`);
    assert.ok((await shown(page)).includes("go"), "a link into a tab shows it");
    assert.ok(await page.getByText("WithCredentialSource").first().isVisible());
  });
  await withPage(browser, { viewport: DESKTOP, javaScriptEnabled: false }, async (page) => {
    await page.goto(`${origin}/guide/client.html`);
    assert.ok((await shown(page)).length === 4, "without scripts all languages are shown");
  });
}

async function search(browser) {
  await withPage(browser, { viewport: DESKTOP }, async (page) => {
    await page.goto(`${origin}/index.html`);
    await page.keyboard.press("s");
    await page.locator("#mdbook-searchbar").pressSequentially("idempotency key");
    const result = page.locator("#mdbook-searchresults a").first();
    await result.waitFor();
    assert.ok((await page.locator("#mdbook-searchresults li").count()) > 2);
    await result.click();
    await page.locator("mark").first().waitFor({ state: "attached" });

    await page.goto(`${origin}/index.html`);
    await page.keyboard.press("s");
    await page.locator("#mdbook-searchbar").pressSequentially("zzzzqqq");
    await page.getByText("No search results").waitFor();
  });
}

const executablePath = process.env.PATH.split(delimiter)
  .map((folder) => join(folder, program))
  .find(existsSync);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
try {
  const paths = await pages();
  assert.ok(paths.length > 20, `${paths.length} pages`);
  await Promise.all([
    accessible(browser, paths, "light"),
    accessible(browser, paths, "dark"),
    readable(browser, paths),
    tabs(browser),
    search(browser),
  ]);
  if (problems.length) throw new Error(`${problems.length} problems:\n${problems.join("\n")}`);
  console.log(
    `Chromium: ${paths.length} pages in light, dark and on a phone; tabs and search work, and nothing asks another host`,
  );
} finally {
  await browser.close();
  server.close();
}
