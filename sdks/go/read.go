package agentspec

import (
	"strings"
	"time"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

// readTime reads an RFC 3339 timestamp. A text that is none is the zero time.
func readTime(v wire.Value) time.Time {
	at, err := time.Parse(time.RFC3339Nano, strings.ToUpper(v.Text()))
	if err != nil {
		return time.Time{}
	}
	return at
}

// readText reads any value as text: a string as it is, another value as compact JSON.
func readText(v wire.Value) string {
	if v.IsText() {
		return v.Text()
	}
	return string(v.Raw())
}

// readList reads a list that may be absent or null, which is an empty list.
func readList[T any](o wire.Object, name string, read func(wire.Value) T) []T {
	if field, ok := o.Optional(name); ok {
		return wire.List(field, read)
	}
	return []T{}
}
