package agentspec

import "testing"

func TestTheTargetOfARedirectShowsNoSecretInAnyNotation(t *testing.T) {
	for target, expected := range map[string]string{
		"https://me:s3cret@example.com/a?b=s3cret#s3cret": "https://example.com/a",
		"//me:s3cret@example.com/a":                       "//example.com/a",
		`\\me:s3cret@example.com/a`:                       "//example.com/a",
		`/\me:s3cret@example.com`:                         "//example.com/",
		"///me:s3cret@example.com/a?b":                    "an invalid address",
		"/\t/me:s3cret@example.com":                       "//example.com/",
		" //me:s3cret@example.com":                        "//example.com/",
		`http:\\me:s3cret@example.com`:                    "http://example.com/",
		"https:me:s3cret@example.com":                     "https://example.com/",
		"http:/me:s3cret@example.com":                     "http://example.com/",
		"http://me:s3/cret@example.com/":                  "an invalid address",
		"ws:me:s3cret@example.com":                        "an address with the scheme ws",
		"mailto:me:s3cret@example.com":                    "an address with the scheme mailto",
		"/v1/agents/@a?key=s3cret":                        "/v1/agents/@a",
		"elsewhere#s3cret":                                "elsewhere",
		"":                                                "",
		"http://[s3cret":                                  "an invalid address",
		"http://[::1]:80/a":                               "http://[::1]:80/a",
	} {
		if shown := redirectTarget(target); shown != expected {
			t.Errorf("%q: %q, expected %q", target, shown, expected)
		}
	}
}

func TestAPageIsRecognizedByItsStartOrItsHeaders(t *testing.T) {
	for _, page := range [][2]string{
		{"", "<!DOCTYPE html><p>Hi"}, {"application/json", " \r\n<HTML lang=en>"}, {"text/event-stream", "<html>"}, {"Text/HTML", "Hi"},
		{"text/html", ""}, {"application/xhtml+xml", `<?xml version="1.0"?><html/>`},
	} {
		if !isPage(page[0], []byte(page[1])) {
			t.Errorf("%q is no page", page)
		}
	}
	for _, other := range [][2]string{{"", ""}, {"", "<h1>Hi"}, {"text/plain", "Hi"}, {"text/html", ` {"output": 5}`}, {"text/html", "data: {}\n\n"}} {
		if isPage(other[0], []byte(other[1])) {
			t.Errorf("%q is a page", other)
		}
	}
}
