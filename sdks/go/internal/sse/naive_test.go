package sse_test

import (
	"bytes"
	"math/big"
)

// naiveEvent is an event as the naive reader has it.
type naiveEvent struct{ event, data, id string }

// naive is the result of reading a whole stream.
type naive struct {
	events      []naiveEvent
	rest        *naiveEvent // what the end left without its blank line, if it has data
	lastEventID string
	retry       string
}

// readNaively reads a whole stream word for word as WHATWG HTML has it (section 9.2.6), without a thought of time and memory.
func readNaively(stream []byte) naive {
	var result naive
	stream = bytes.TrimPrefix(stream, []byte("\xef\xbb\xbf"))
	var lines [][]byte
	line := []byte{}
	for at := 0; at < len(stream); at++ {
		switch {
		case stream[at] == '\r' && at+1 < len(stream) && stream[at+1] == '\n':
			at++
			fallthrough
		case stream[at] == '\r' || stream[at] == '\n':
			lines = append(lines, line)
			line = []byte{}
		default:
			line = append(line, stream[at])
		}
	}
	lines = append(lines, line) // of which the last has no end
	var data [][]byte
	var event, id []byte
	for index, line := range lines {
		isLast := index == len(lines)-1
		if len(line) == 0 && !isLast {
			result.lastEventID = string(id)
			if data != nil {
				result.events = append(result.events, naiveEvent{string(event), string(bytes.Join(data, []byte("\n"))), string(id)})
			}
			data, event = nil, nil
			continue
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(name) {
		case "data":
			data = append(data, value)
		case "event":
			event = value
		case "id":
			if !isLast && !bytes.Contains(value, []byte{0}) {
				id = value
			}
		case "retry":
			if isLast || len(value) == 0 || len(bytes.Trim(value, "0123456789")) > 0 {
				continue
			}
			number, _ := new(big.Int).SetString(string(value), 10)
			if most := new(big.Int).SetUint64(1<<64 - 1); number.Cmp(most) > 0 {
				number = most
			}
			result.retry = number.String()
		}
	}
	if data != nil {
		result.rest = &naiveEvent{string(event), string(bytes.Join(data, []byte("\n"))), string(id)}
	}
	return result
}
