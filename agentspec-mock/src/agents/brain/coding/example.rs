use scraper::{Html, Selector};

fn main() {
    let page = Html::parse_document(r#"<a href="/start">Start</a>"#);
    let links = Selector::parse("a[href]").unwrap();
    for link in page.select(&links) {
        println!("{} {}", link.attr("href").unwrap(), link.text().collect::<String>());
    }
}
