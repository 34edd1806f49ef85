package wire_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A naive reader of JSON by the rules of package wire, without a thought of time and memory. It leaves strings to encoding/json.
type naiveReader struct {
	text  string
	depth int
}

// ordered is an object of the naive reader.
type ordered []naiveMember

type naiveMember struct {
	name  string
	value any
}

var errNoJSON = errors.New("no JSON")

// readNaively returns nil, bool, string, json.Number, []any or ordered.
func readNaively(text string) (value any, err error) {
	defer func() {
		if recovered := recover(); recovered != nil {
			if recovered != errNoJSON {
				panic(recovered)
			}
			err = errNoJSON
		}
	}()
	r := &naiveReader{text: text}
	value = r.value()
	if r.space(); r.text != "" {
		return nil, errNoJSON
	}
	return value, nil
}

func (r *naiveReader) space() { r.text = strings.TrimLeft(r.text, " \t\r\n") }

func (r *naiveReader) has(prefix string) bool {
	r.space()
	rest, found := strings.CutPrefix(r.text, prefix)
	r.text = rest
	return found
}

func (r *naiveReader) expect(prefix string) {
	if !r.has(prefix) {
		panic(errNoJSON)
	}
}

func (r *naiveReader) value() any {
	r.space()
	switch {
	case strings.HasPrefix(r.text, `"`):
		return r.string()
	case r.has("{"):
		return r.object()
	case r.has("["):
		return r.list()
	}
	length := strings.IndexAny(r.text+",", ",:]} \t\r\n\"[{")
	word := r.text[:length]
	r.text = r.text[length:]
	switch word {
	case "null":
		return nil
	case "true", "false":
		return word == "true"
	case "NaN", "Infinity", "-Infinity":
		return word
	}
	if !json.Valid([]byte(word)) {
		panic(errNoJSON)
	}
	if float, _ := strconv.ParseFloat(word, 64); math.IsInf(float, 0) && strings.ContainsAny(word, ".eE") {
		return word
	}
	return json.Number(word)
}

func (r *naiveReader) string() string {
	r.expect(`"`)
	for length := 0; length < len(r.text); length++ {
		if r.text[length] == '\\' {
			length++
		} else if r.text[length] == '"' {
			var text string
			if json.Unmarshal([]byte(`"`+r.text[:length+1]), &text) != nil {
				panic(errNoJSON)
			}
			r.text = r.text[length+1:]
			return text
		}
	}
	panic(errNoJSON)
}

func (r *naiveReader) enter() {
	if r.depth++; r.depth > 127 {
		panic(errNoJSON)
	}
}

func (r *naiveReader) object() ordered {
	r.enter()
	defer func() { r.depth-- }()
	object := ordered{}
	if r.has("}") {
		return object
	}
	for {
		r.space()
		name := r.string()
		r.expect(":")
		value := r.value()
		if place := slices.IndexFunc(object, func(m naiveMember) bool { return m.name == name }); place >= 0 {
			object[place].value = value
		} else {
			object = append(object, naiveMember{name, value})
		}
		if r.has("}") {
			return object
		}
		r.expect(",")
	}
}

func (r *naiveReader) list() []any {
	r.enter()
	defer func() { r.depth-- }()
	list := []any{}
	if r.has("]") {
		return list
	}
	for {
		list = append(list, r.value())
		if r.has("]") {
			return list
		}
		r.expect(",")
	}
}

// unordered is the value with maps in the place of objects.
func unordered(value any) any {
	switch value := value.(type) {
	case ordered:
		object := map[string]any{}
		for _, m := range value {
			object[m.name] = unordered(m.value)
		}
		return object
	case []any:
		list := []any{}
		for _, item := range value {
			list = append(list, unordered(item))
		}
		return list
	default:
		return value
	}
}

// starts are the starts of all characters, without their last byte.
var starts = func() map[string]bool {
	starts := map[string]bool{}
	for r := rune(0x80); r <= utf8.MaxRune; r++ {
		if text := string(r); utf8.ValidRune(r) {
			for length := 1; length < len(text); length++ {
				starts[text[:length]] = true
			}
		}
	}
	return starts
}()

// replaced is the text of bytes, each maximal part of a character that is invalid replaced.
func replaced(data []byte) string {
	var text strings.Builder
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r != utf8.RuneError || size > 1 {
			text.WriteRune(r)
			data = data[size:]
			continue
		}
		length := 1
		for length < len(data) && starts[string(data[:length+1])] {
			length++
		}
		text.WriteRune(utf8.RuneError)
		data = data[length:]
	}
	return text.String()
}
