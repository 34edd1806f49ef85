package safe

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

const secret = `canary/7f"3a91`

func TestACharacterIsRecognizedInEachEscape(t *testing.T) {
	for _, row := range []struct {
		text   string
		b      byte
		length int
	}{
		{"a", 'a', 1}, {"b", 'a', mismatch}, {"", 'a', incomplete}, {`\u0061b`, 'a', 6}, {`\u004A`, 'J', 6}, {`\\\\u004a`, 'J', 9}, {`\u{61}`, 'a', 6},
		{`\x61`, 'a', 4}, {`\u00`, 'a', incomplete}, {`\u0062`, 'a', mismatch}, {`\/`, '/', 2}, {`\"`, '"', 2}, {`\\\"`, '"', 4}, {`\\`, '\\', 2},
		{`\n`, 'n', mismatch}, {"%61", 'a', 3}, {"%2561", 'a', 5}, {"%25", '%', 3}, {"%", '%', incomplete}, {"%zz", '%', 1}, {"&#97;", 'a', 5},
		{"&#x61;", 'a', 6}, {"&quot;", '"', 6}, {"&am", '&', incomplete}, {"& b", '&', 1}, {"+", ' ', 1},
	} {
		if length := match([]byte(row.text), row.b); length != row.length {
			t.Errorf("%s for %c: %d, expected %d", row.text, row.b, length, row.length)
		}
	}
}

func TestAStartOfASecretWhereATextWasCutIsRedacted(t *testing.T) {
	secrets := New(secret)
	for length := range len(secret) {
		shown := secrets.Redact("x: "+secret[:length], Cut)
		if expected := "x: " + Redacted; length > 0 && shown != expected {
			t.Errorf("%d: %s", length, shown)
		}
	}
}

func TestSecretsShowNothingOfThemselves(t *testing.T) {
	secrets := New(secret)
	text, err := json.Marshal(secrets)
	if err != nil {
		t.Fatal(err)
	}
	if shown := fmt.Sprintf("%v %+v %#v %s", secrets, secrets, secrets, text); strings.Contains(shown, "canary") {
		t.Error(shown)
	}
}

func TestAHeaderIsRedactedInItsValuesAndItsName(t *testing.T) {
	header := http.Header{"X-Echo": {"a", "b canary-1234"}, "X-Canary-1234": {"a"}, "X-Blank ": {"a"}}
	shown := New("canary-1234").RedactHeader(header)
	if fmt.Sprint(shown) != "map[X-Blank:[a] X-Echo:[a [redacted]]]" {
		t.Error(shown)
	}
	if New().RedactHeader(nil) == nil {
		t.Error("no header")
	}
}

func TestSecretsAreAddedWhileTextsAreRedacted(t *testing.T) {
	secrets := New()
	var all sync.WaitGroup
	for number := range 50 {
		all.Go(func() { secrets.Add(fmt.Sprintf("canary-%04d", number%10)) })
		all.Go(func() { secrets.Redact("canary-0001", Whole) })
	}
	all.Wait()
	if len(secrets.all()) != 10 || secrets.Redact("canary-0001", Whole) != Redacted {
		t.Error(len(secrets.all()))
	}
}

func TestATextIsCutBetweenCharacters(t *testing.T) {
	for text, expected := range map[string]string{
		strings.Repeat("x", Limit):   strings.Repeat("x", Limit),
		strings.Repeat("x", Limit+1): strings.Repeat("x", Limit-3) + ellipsis,
		strings.Repeat("é", Limit):   strings.Repeat("é", (Limit-3)/2) + ellipsis,
		strings.Repeat("😀", Limit):   strings.Repeat("😀", (Limit-3)/4) + ellipsis,
	} {
		if shown := Truncate(text); shown != expected {
			t.Errorf("%d bytes, expected %d", len(shown), len(expected))
		}
	}
	// An unbroken run of continuation bytes has no place between characters.
	if shown := Truncate(strings.Repeat("\x80", 2*Limit)); len(shown) > Limit {
		t.Errorf("%d bytes", len(shown))
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("", "")
	f.Add(`\u0063`, "anary")
	f.Add("canary/7", secret)
	f.Add(`{"a": "`, `"}`)
	f.Fuzz(func(t *testing.T, before, after string) {
		secrets := New(secret)
		for _, end := range []End{Whole, Cut, Broken} {
			shown := secrets.Redact(before+secret+after, end)
			if strings.Contains(shown, secret) || !strings.Contains(shown, Redacted) {
				t.Errorf("%q", shown)
			}
		}
		value, err := json.Marshal(map[string]any{before: []any{secret + after, 1, nil}})
		if err != nil {
			t.Fatal(err)
		}
		redacted := secrets.RedactJSON(value)
		if !json.Valid(redacted) || strings.Contains(string(redacted), `canary/7f\"3a91`) {
			t.Errorf("%s", redacted)
		}
	})
}

func FuzzEscape(f *testing.F) {
	f.Add("a\x1b[2J\r\n\u202e\xff")
	f.Fuzz(func(t *testing.T, text string) {
		shown := Escape(text)
		if !utf8.ValidString(shown) || strings.ContainsFunc(strings.ReplaceAll(shown, "\r\n", ""), isUnsafe) {
			t.Errorf("%q", shown)
		}
		if Escape(shown) != shown {
			t.Errorf("%q is escaped twice", shown)
		}
		if len(Truncate(text)) > Limit {
			t.Errorf("%d bytes", len(Truncate(text)))
		}
	})
}
