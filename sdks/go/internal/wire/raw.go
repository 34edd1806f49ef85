package wire

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// Raw returns the value as compact JSON that any reader reads: the order of names and the digits of numbers stay, of duplicate names the last
// value counts, a lone surrogate is U+FFFD, and a number that is none of JSON, or is beyond float64, is a string. Nil if there is no value.
func (v Value) Raw() json.RawMessage {
	if v.document == nil {
		return nil
	}
	return v.appendJSON(make([]byte, 0, v.end-v.start))
}

func (v Value) appendJSON(out []byte) []byte {
	switch v.kind() {
	case '{':
		object := v.Object()
		out = append(out, '{')
		for index, m := range object.unique() {
			if index > 0 {
				out = append(out, ',')
			}
			out = appendText(out, v.document.data[m.name-1:m.nameEnd+1])
			out = append(out, ':')
			out = object.at(m).appendJSON(out)
		}
		return append(out, '}')
	case '[':
		out = append(out, '[')
		start := len(out)
		v.items(func(item Value) {
			if len(out) > start {
				out = append(out, ',')
			}
			out = item.appendJSON(out)
		})
		return append(out, ']')
	case '"':
		return appendText(out, v.written())
	case 't', 'f', 'n':
		return append(out, v.written()...)
	default:
		if written := string(v.written()); !v.isNumber() || !isRead(written) {
			return strconv.AppendQuote(out, written)
		}
		return append(out, v.written()...)
	}
}

// appendText appends a string as it is written, but for lone surrogates.
func appendText(out, written []byte) []byte {
	for {
		at := bytes.IndexByte(written, '\\')
		if at < 0 {
			return append(out, written...)
		}
		out = append(out, written[:at]...)
		written = written[at:]
		length := 2
		if written[1] == 'u' {
			var r rune
			if r, length = unicode(written); r == utf8.RuneError {
				out = append(out, `\ufffd`...)
				written = written[length:]
				continue
			}
		}
		out = append(out, written[:length]...)
		written = written[length:]
	}
}
