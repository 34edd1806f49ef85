package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/szaher/agentspec/sdk/internal/testkit"
	"github.com/szaher/agentspec/sdk/internal/wire"
)

// check compares what is read of a text with what the naive reader reads.
func check(t testing.TB, text string) {
	t.Helper()
	slow, slowErr := readNaively(replaced([]byte(text)))
	document := new(wire.Document)
	value := document.Scan([]byte(text), 0)
	if (document.Err() != nil) != (slowErr != nil) {
		t.Fatalf("%q: got %v, the naive reader %v", text, document.Err(), slowErr)
	}
	if slowErr != nil {
		return
	}
	if got := value.Any(); !reflect.DeepEqual(got, unordered(slow)) {
		t.Fatalf("%q: got %#v, the naive reader %#v", text, got, unordered(slow))
	}
	raw := value.Raw()
	if !json.Valid(raw) || strings.ContainsAny(string(raw), "\n\r\t") {
		t.Fatalf("%q: %q is not compact JSON", text, raw)
	}
	if again, err := readNaively(string(raw)); err != nil || !reflect.DeepEqual(again, slow) {
		t.Fatalf("%q: got %q", text, raw)
	}
	if err := document.Err(); err != nil {
		t.Fatalf("%q: free-form values have no problem: %v", text, err)
	}
}

var pieces = []string{
	"{", "}", "[", "]", ",", ":", " ", "\n", `"a"`, `"a":`, `"b": `, "1", "-", "0", "1.5", "e3", "1e400", "NaN", "-Infinity", "true", "null", `"\u00e9"`,
	`"\ud83d"`, `"\ud83d\ude00"`, `"\udc00x"`, `"\x"`, `"`, `\`, "é", "\xf0\x9f", "\xff", "18446744073709551616", `{"a": [1, {"a": 2, "a": 3}]}`, "\x00", `\"`,
	`"type"`, `: {"x": 1}`, `"\u12`, "[[[[[[[[[[[[[[[[[[[[", "]]]]]]]]]]]]]]]]]]]]", "E+2", "-0", "01", ".5", "\t", "\uFEFF",
}

func TestAnyJSONIsReadAsTheNaiveReaderDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 40_000 {
		var text strings.Builder
		for range 1 + random.IntN(9) {
			text.WriteString(pieces[random.IntN(len(pieces))])
		}
		check(t, text.String())
	}
}

func TestAnyWholeJSONIsReadAsTheNaiveReaderDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	var value func(depth int) string
	value = func(depth int) string {
		kinds := 8
		if depth > 4 {
			kinds = 6
		}
		space := strings.Repeat(" ", random.IntN(2))
		switch random.IntN(kinds) {
		case 0:
			return fmt.Sprint(random.Int64()-math.MaxInt64/2) + space
		case 1:
			return fmt.Sprint(random.NormFloat64()*math.Pow(10, float64(random.IntN(600)-300))) + space
		case 2:
			return []string{"null", "true", "false", "NaN", "1e999", "-0.0"}[random.IntN(6)] + space
		case 3, 4, 5:
			letters := []rune("ab\"\\\n\x1fé😀/" + strings.Repeat("c", 20))
			var text strings.Builder
			for range random.IntN(30) {
				text.WriteRune(letters[random.IntN(len(letters))])
			}
			written, _ := json.Marshal(text.String())
			return string(written) + space
		case 6:
			items := make([]string, random.IntN(4))
			for index := range items {
				items[index] = value(depth + 1)
			}
			return "[" + space + strings.Join(items, ","+space) + "]"
		default:
			members := make([]string, random.IntN(13))
			for index := range members {
				members[index] = fmt.Sprintf("%q:%s", string(rune('a'+random.IntN(12))), value(depth+1))
			}
			return "{" + space + strings.Join(members, ","+space) + "}" + space
		}
	}
	for range 20_000 {
		check(t, value(0))
	}
}

func FuzzScan(f *testing.F) {
	for _, piece := range pieces {
		f.Add(piece)
	}
	for _, row := range testkit.Rows[struct{ Data string }](f, "events.jsonl") {
		f.Add(row.Data)
	}
	f.Fuzz(func(t *testing.T, text string) { check(t, text) })
}

func TestNestingDeeperThan127IsRefused(t *testing.T) {
	nested := func(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }
	check(t, nested(127))
	for _, depth := range []int{128, 10_000, 1_000_000} {
		_, document := wire.Parse([]byte(nested(depth)))
		if err := document.Err(); err == nil || err.Error() != "recursion limit exceeded" {
			t.Errorf("%d: got %v", depth, err)
		}
	}
}

func TestAProblemSaysWhereItIs(t *testing.T) {
	type usage struct{ Total int }
	type step struct {
		Name  string
		Usage *usage
	}
	readUsage := func(v wire.Value) usage { return usage{v.Object().Required("total").Count()} }
	read := func(v wire.Value) []step {
		return wire.List(v.Object().Required("steps"), func(v wire.Value) step {
			o := v.Object()
			s := step{Name: o.Required("name").Text()}
			if value, ok := o.Optional("usage"); ok {
				read := readUsage(value)
				s.Usage = &read
			}
			return s
		})
	}
	for _, row := range []struct{ json, problem string }{
		{`{"steps": [{"name": "a"}, {"name": "b", "usage": {"total": 1.0}}]}`, ""},
		{`{"steps": [{"name": "a", "usage": null}]}`, ""},
		{`{"steps": []}`, ""},
		{"\uFEFF" + `{"steps": [{"name": 5, "name": "a", "x": {}}]}`, ""},
		{`{}`, "missing field `steps`"},
		{`{"Steps": []}`, "missing field `steps`"},
		{`[]`, "expected an object, got []"},
		{`{"steps": null}`, "steps: expected a list, got null"},
		{`{"steps": [1]}`, "steps[0]: expected an object, got 1"},
		{`{"steps": [{"name": "a"}, {}]}`, "steps[1]: missing field `name`"},
		{`{"steps": [{"name": "a", "usage": {"total": "1"}}, {}]}`, `steps[0].usage.total: expected an integer from 0 to ` + strconv.Itoa(math.MaxInt) + `, got "1"`},
		{`{"steps": [{"name": {"z": 1, "a" : 1e400}}]}`, `steps[0].name: expected a string, got {"z":1,"a":"1e400"}`},
		{`{"steps": [{"name": [` + strings.Repeat("1,", 40) + `1]}]}`, "steps[0].name: expected a string, got [" + strings.Repeat("1,", 28) + "..."},
		{`{"steps": [{"n\u0061me": NaN}]}`, "steps[0].name: expected a string, got NaN"},
		{`{"steps": [{"name": "a",}]}`, "expected a name in quotes at byte 24 of the JSON"},
		{`{"steps": `, "expected a value, got the end of the JSON at byte 10"},
	} {
		value, document := wire.Parse([]byte(row.json))
		read(value)
		got := ""
		if err := document.Err(); err != nil {
			got = err.Error()
		}
		if got != row.problem {
			t.Errorf("%s: got %q, expected %q", row.json, got, row.problem)
		}
	}
}

func TestACountIsAnIntegerThatIsNeverRounded(t *testing.T) {
	for written, expected := range map[string]int64{
		"0": 0, "-0": 0, "-0.0": 0, "1.0": 1, "12E1": 120, "1.50e1": 15, "100e-2": 1, "9007199254740993": 9007199254740993,
		"9007199254740991.0": 9007199254740991, "9223372036854775807": math.MaxInt64,
	} {
		value, document := wire.Parse([]byte(written))
		if expected > math.MaxInt {
			expected = 0 // where an int has 32 bits, it is refused
		}
		if got := value.Count(); int64(got) != expected || (document.Err() != nil) != (expected == 0 && !strings.Contains("0 -0 -0.0", written)) {
			t.Errorf("%s: got %d, %v", written, got, document.Err())
		}
	}
	for _, written := range []string{"-1", "1.5", "9223372036854775808", "18446744073709551616", "9007199254740992.0", "1e30", "1e400", "NaN", "Infinity", `"1"`, "null", "[]", "true", "{}"} {
		value, document := wire.Parse([]byte(written))
		if got := value.Count(); got != 0 || document.Problem() == nil {
			t.Errorf("%s: got %d, %v", written, got, document.Err())
		}
	}
}

func TestWhatIsMissingReadsAsZeroAndPanicsNowhere(t *testing.T) {
	var value wire.Value
	var object wire.Object
	read := []any{
		value.Text(), value.Count(), value.Integer(1, 2), value.Number(), value.Bool(), value.Any(), value.Raw(), wire.AnyMap(value),
		wire.List(value, wire.Value.Text), object.Required("a"), object.Extra(), value.Object(), value.Err(), new(wire.Document).Err(),
	}
	for index, got := range read {
		switch v := reflect.ValueOf(got); {
		case got == nil, v.IsZero(), (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0:
		default:
			t.Errorf("%d: got %#v", index, got)
		}
	}
}

func TestExtraHasWhatIsUnknown(t *testing.T) {
	value, document := wire.Parse([]byte(`{"a": 1, "\u0062": {"d" : 2, "c": 3}, "a": 4, "e": 1.50}`))
	extra := value.Object().Extra("a")
	if document.Err() != nil || len(extra) != 2 || string(extra["b"]) != `{"d":2,"c":3}` || string(extra["e"]) != "1.50" {
		t.Errorf("got %s, %v", extra, document.Err())
	}
	if extra := value.Object().Extra("a", "b", "e"); extra != nil {
		t.Errorf("got %v", extra)
	}
	var names []string
	for name, value := range value.Object().All() {
		names = append(names, name+"="+string(value.Raw()))
	}
	if got := strings.Join(names, " "); got != `a=4 b={"d":2,"c":3} e=1.50` {
		t.Errorf("got %s", got)
	}
}

func TestValuesThatTakeMuchMemoryAreRefused(t *testing.T) {
	text := []byte(`{"x": [` + strings.Repeat("{},", 300) + `0]}`)
	_, document := wire.ParseWithin(text, 1000)
	var tooLarge *wire.TooLarge
	if !errors.As(document.Err(), &tooLarge) || tooLarge.Limit != 2000 {
		t.Errorf("got %v", document.Err())
	}
	if document.Problem() != nil {
		t.Error("that is no problem of the JSON")
	}
	for _, limit := range []int{0, 1 << 20, math.MaxInt} {
		if _, document := wire.ParseWithin(text, limit); document.Err() != nil {
			t.Errorf("%d: got %v", limit, document.Err())
		}
	}
	small := []byte(`{"type":"tool_call","name":"search","arguments":{"q":"x"}}`)
	if _, document := wire.ParseWithin(small, len(small)); document.Err() != nil {
		t.Error(document.Err())
	}
}

func TestInvalidUTF8IsReplacedByMaximalParts(t *testing.T) {
	for input, expected := range map[string]string{
		"a\xffb": "a\uFFFDb", "\xf0\x9f\x98": "\uFFFD", "\xf0\x9f\x98x": "\uFFFDx", "\xf0\x80\x80": "\uFFFD\uFFFD\uFFFD", "\xed\xa0\x80": "\uFFFD\uFFFD\uFFFD",
		"\xe2\x82": "\uFFFD", "\xe2\x82\xe2\x82\xac": "\uFFFD€", "\xc0\xaf": "\uFFFD\uFFFD", "\xf5": "\uFFFD", "\xf4\x90": "\uFFFD\uFFFD", "\xe0\x9f": "\uFFFD\uFFFD",
		"\xc3": "\uFFFD", "\uFFFD": "\uFFFD", "": "",
	} {
		if got := wire.Text([]byte(input)); got != expected {
			t.Errorf("%q: got %q", input, got)
		}
		if slow := replaced([]byte(input)); slow != expected {
			t.Errorf("%q: the naive reader has %q", input, slow)
		}
	}
}

func TestTheUsualTokenIsFoundAsItIsRead(t *testing.T) {
	var texts wire.Texts
	for _, content := range []string{"", "a", "Neural ", strings.Repeat("x", 100), "naïve 😀", `\"x\"\n`, `\u00e9`, `\ud83d\ude00`, `\ud83d`, "abcdefg\\n", "\xff", "a\tb", `\x`, `\u12`, `a"b`} {
		for _, form := range []string{`{"type": "token", "content": "%s"}`, `{"type":"token","content":"%s"}`} {
			data := []byte(fmt.Sprintf(form, content))
			value, document := wire.Parse(data)
			inside, form := wire.FindToken(data)
			stream := fmt.Appendf(nil, "data: %s\n\ndata", data)
			ofEvent, length, formOfEvent := wire.FindTokenEvent(stream)
			isUsual := document.Err() == nil && content != "\xff"
			if (form != wire.NoToken) != isUsual || form != formOfEvent || string(inside) != string(ofEvent) {
				t.Errorf("%s: found %v and %v, expected %v", data, form, formOfEvent, isUsual)
			}
			if isUsual && (texts.Content(inside, form) != value.Object().Required("content").Text() || length != len(stream)-len("data")) {
				t.Errorf("%s: got %q of %d bytes", data, texts.Content(inside, form), length)
			}
			for cut := range data {
				if _, form := wire.FindToken(data[:cut]); form != wire.NoToken {
					t.Errorf("%s: found in %d bytes", data, cut)
				}
			}
			for cut := range len(stream) - len("data") {
				if _, _, form := wire.FindTokenEvent(stream[:cut]); form != wire.NoToken {
					t.Errorf("%s: found in %d bytes of its event", data, cut)
				}
			}
		}
	}
}

func TestTextsThatShareMemoryStayAsTheyAre(t *testing.T) {
	var texts wire.Texts
	var got, expected []string
	for index := range 10_000 {
		content := strings.Repeat(string(rune('a'+index%26)), index%100)
		inside, _, form := wire.FindTokenEvent([]byte("data: {\"type\": \"token\", \"content\": \"" + content + "\"}\n\ndata"))
		if form == wire.NoToken {
			t.Fatal(content)
		}
		got, expected = append(got, texts.Content(inside, form)), append(expected, content)
	}
	if !reflect.DeepEqual(got, expected) {
		t.Error("a text has changed")
	}
}

func TestTheTimeToReadIsLinear(t *testing.T) {
	took := func(size int) time.Duration {
		text := []byte(`{"a": "` + strings.Repeat(`x\n`, size) + `", "b": [` + strings.Repeat("1,", size) + `1], "c": {` + strings.Repeat(`"k": 1,`, size/4) + `"k": 2}}`)
		least := time.Hour
		for range 3 {
			start := time.Now()
			value, document := wire.Parse(text)
			object := value.Object()
			object.Required("a").Text()
			object.Required("b").Any()
			object.Required("c").Any()
			object.Extra()
			object.Required("b").Text() // its path
			if document.Err() == nil {
				t.Fatal("a list is no text")
			}
			least = min(least, time.Since(start))
		}
		return least
	}
	// A busy machine may make some measurements slow.
	for tries := 5; ; tries-- {
		small, large := took(1<<14), took(1<<18)
		if large <= 80*small+20*time.Millisecond {
			break
		}
		if tries == 1 {
			t.Errorf("%v for sixteen times what took %v", large, small)
			break
		}
	}
}
