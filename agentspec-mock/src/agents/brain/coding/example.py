import requests
from bs4 import BeautifulSoup

page = requests.get("https://example.com", timeout=10)
page.raise_for_status()

soup = BeautifulSoup(page.text, "html.parser")
for link in soup.find_all("a", href=True):
    print(link["href"], link.get_text(strip=True))
