package main

import (
	"fmt"
	"log"
	"net/http"

	"github.com/PuerkitoBio/goquery"
)

func main() {
	page, err := http.Get("https://example.com")
	if err != nil {
		log.Fatal(err)
	}
	defer page.Body.Close()

	document, err := goquery.NewDocumentFromReader(page.Body)
	if err != nil {
		log.Fatal(err)
	}
	document.Find("a[href]").Each(func(_ int, link *goquery.Selection) {
		href, _ := link.Attr("href")
		fmt.Println(href, link.Text())
	})
}
