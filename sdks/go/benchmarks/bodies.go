package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

var words = []string{"the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "and", "then", "rests"}

const done = "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 2, \"total_tokens\": 3}}\n\n"

// tokens are so many tokens and done, each token about 45 bytes as an event.
func tokens(count int) [][]byte {
	return answer(count, func(index int) string {
		return fmt.Sprintf(`{"type": "token", "content": " %s"}`, words[index%len(words)])
	})
}

// escapedTokens are tokens of code, with escapes.
func escapedTokens(count int) [][]byte {
	return answer(count, func(index int) string {
		content, _ := json.Marshal(fmt.Sprintf("line %d\n\"so\"", index))
		return fmt.Sprintf(`{"type": "token", "content": %s}`, content)
	})
}

// results are results of a tool, each with an output of this size.
func results(count, size int) [][]byte {
	const line = "A line of what a tool says, as they are.\n"
	output, _ := json.Marshal(strings.Repeat(line, size/len(line)+1)[:size])
	return answer(count, func(int) string {
		return fmt.Sprintf(`{"type": "tool_result", "name": "search", "output": %s}`, output)
	})
}

func answer(count int, event func(index int) string) [][]byte {
	events := make([][]byte, 0, count+1)
	for index := range count {
		events = append(events, fmt.Appendf(nil, "data: %s\n\n", event(index)))
	}
	return append(events, []byte(done))
}

// chunks are the events in pieces of a size; 0 is a piece an event.
func chunks(events [][]byte, size int) [][]byte {
	if size == 0 {
		return events
	}
	text := bytes.Join(events, nil)
	var pieces [][]byte
	for ; len(text) > size; text = text[size:] {
		pieces = append(pieces, text[:size])
	}
	return append(pieces, text)
}

// body reads one piece after the other, as a connection does.
type body struct {
	pieces [][]byte
	rest   []byte
}

func (b *body) Read(buffer []byte) (int, error) {
	if len(b.rest) == 0 {
		if len(b.pieces) == 0 {
			return 0, io.EOF
		}
		b.rest, b.pieces = b.pieces[0], b.pieces[1:]
	}
	n := copy(buffer, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

func (b *body) Close() error { return nil }
