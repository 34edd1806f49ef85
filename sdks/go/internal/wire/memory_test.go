package wire_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

func TestEveryFormOfJSONTakesBoundedMemory(t *testing.T) {
	const limit = 1 << 20
	filled := func(start, piece, end string) string {
		return start + strings.Repeat(piece, (limit-len(start)-len(end))/len(piece)) + end
	}
	for name, text := range map[string]string{
		"a text":            filled(`"`, "x", `"`),
		"escapes":           filled(`"`, `\n`, `"`),
		"code units":        filled(`"`, `\u0001`, `"`),
		"lone surrogates":   filled(`"`, `\ud800`, `"`),
		"pairs":             filled(`"`, `\ud83d\ude00`, `"`),
		"empty lists":       filled("[", "[],", "0]"),
		"empty objects":     filled("[", "{},", "0]"),
		"nested objects":    filled("[", `{"a":{"b":{}}},`, "0]"),
		"digits":            filled("[", "1,", "0]"),
		"long numbers":      filled("[", strings.Repeat("9", 400)+",", "0]"),
		"numbers of no use": filled("[", "NaN,", "0]"),
		"large floats":      filled("[", "1e999,", "0]"),
		"empty texts":       filled("[", `"",`, "0]"),
		"members":           filled("{", `"a":1,`, `"b":0}`),
		"members of a name": filled("{", `"":"",`, `"b":0}`),
		"white space":       filled("[", " ", "]"),
		"texts of a letter": filled("[", `"\u00e9",`, "0]"),
		"deep lists":        filled("["+strings.Repeat("[", 100), "0,", "0"+strings.Repeat("]", 100)+"]"),
		"invalid UTF-8":     filled(`"`, "\xff", `"`),
	} {
		data := []byte(text)
		before := heap()
		document := new(wire.Document)
		value := document.Scan(data, limit)
		read, raw := value.Any(), value.Raw()
		taken := heap() - before
		runtime.KeepAlive(read)
		runtime.KeepAlive(raw)
		runtime.KeepAlive(document)
		runtime.KeepAlive(data)
		// The values are at most twice the limit; the raw JSON, and a valid copy of a text that is not UTF-8, come on top.
		if taken > 7*limit {
			t.Errorf("%s: %d bytes for a text of %d (%v)", name, taken, len(data), document.Err())
		}
	}
}

// heap returns how many bytes are in use.
func heap() int64 {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return int64(memory.HeapAlloc)
}
