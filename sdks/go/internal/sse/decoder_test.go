package sse_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/szaher/agentspec/sdk/internal/sse"
	"github.com/szaher/agentspec/sdk/internal/testkit"
	"github.com/szaher/agentspec/sdk/internal/wire"
)

type row struct {
	Name   string
	Input  []byte `json:"input_b64"`
	Chunks []int
	Events []struct{ Event, Data, ID string }
	Retry  *uint64
	LastID string `json:"last_event_id"`
}

// read decodes these pieces, each in memory of its own that is overwritten once it is decoded.
func read(t testing.TB, pieces [][]byte) naive {
	t.Helper()
	var result naive
	decoder := sse.New(sse.DefaultLimit)
	for _, piece := range pieces {
		chunk := append([]byte(nil), piece...)
		decoder.Push(chunk)
		for {
			frame, ok, err := decoder.Next()
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			result.events = append(result.events, naiveEvent{string(frame.Event), string(frame.Data), string(frame.ID)})
		}
		for at := range chunk {
			chunk[at] = '!'
		}
	}
	if milliseconds, ok := decoder.Retry(); ok {
		result.retry = fmt.Sprint(milliseconds)
	}
	if frame, ok := decoder.Finish(); ok {
		result.rest = &naiveEvent{string(frame.Event), string(frame.Data), string(frame.ID)}
	}
	result.lastEventID = string(decoder.LastEventID())
	return result
}

func TestEachVectorIsReadAtEachCut(t *testing.T) {
	for _, row := range testkit.Rows[row](t, "sse.jsonl") {
		cuts := testkit.Cuts
		if len(row.Chunks) > 0 {
			cuts = append(cuts[:len(cuts):len(cuts)], row.Chunks)
		}
		for _, cut := range cuts {
			got := read(t, testkit.Cut(row.Input, cut))
			if slow := readNaively(row.Input); !reflect.DeepEqual(got, slow) {
				t.Errorf("%s in pieces of %v: got %+v, the naive reader %+v", row.Name, cut, got, slow)
			}
			var events []struct{ Event, Data, ID string }
			for _, event := range got.events {
				name := wire.Text([]byte(event.event))
				if name == "" {
					name = "message"
				}
				events = append(events, struct{ Event, Data, ID string }{name, wire.Text([]byte(event.data)), wire.Text([]byte(event.id))})
			}
			if len(events)+len(row.Events) > 0 && !reflect.DeepEqual(events, row.Events) {
				t.Errorf("%s in pieces of %v: got %q, expected %q", row.Name, cut, events, row.Events)
			}
			retry := ""
			if row.Retry != nil {
				retry = fmt.Sprint(*row.Retry)
			}
			if got.retry != retry || wire.Text([]byte(got.lastEventID)) != row.LastID {
				t.Errorf("%s in pieces of %v: got retry %q and id %q, expected %q and %q", row.Name, cut, got.retry, got.lastEventID, retry, row.LastID)
			}
		}
	}
}

// words are what the streams of the tests are made of, in any order.
var words = []string{
	"data", ": ", ":", " ", "\n", "\r", "\r\n", "\n\n", "event", "id", "retry", "12", "x", "data: a\n\n", "\x00", "\xef\xbb\xbf", "\xf0\x9f", "é",
	": note\n", "data: {\"type\": \"token\", \"content\": \"a\"}\n\n", "dat", "a: b", "\xef", "id: 1\n",
}

func TestAnyStreamIsReadAsTheNaiveReaderDoesAtAnyCut(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var stream strings.Builder
		for range random.IntN(14) {
			stream.WriteString(words[random.IntN(len(words))])
		}
		input := []byte(stream.String())
		lengths := []int{1 + random.IntN(3), 1 + random.IntN(9), 1 + random.IntN(5)}
		got := read(t, testkit.Cut(input, lengths))
		if slow := readNaively(input); !reflect.DeepEqual(got, slow) {
			t.Fatalf("%q in pieces of %v: got %+v, the naive reader %+v", input, lengths, got, slow)
		}
	}
}

func FuzzDecoder(f *testing.F) {
	for _, word := range words {
		f.Add([]byte("data: a\n"+word+"\n\n"), uint8(3))
	}
	f.Fuzz(func(t *testing.T, input []byte, length uint8) {
		slow := readNaively(input)
		for _, cut := range [][]int{nil, {int(length)}} {
			if got := read(t, testkit.Cut(input, cut)); !reflect.DeepEqual(got, slow) {
				t.Fatalf("in pieces of %v: got %+v, the naive reader %+v", cut, got, slow)
			}
		}
	})
}

func TestAnEventAboveTheLimitIsRefusedAndNothingAfterIt(t *testing.T) {
	for _, stream := range []string{"data: 12345678\n\n", "data: 1234\ndata: 567\n\n", "id: 1234\ndata: 123\n\n", "data\ndata\ndata\ndata\ndata\ndata\ndata\ndata\ndata\n"} {
		for _, cut := range testkit.Cuts {
			decoder := sse.New(8)
			var problem *sse.TooLarge
			for _, piece := range testkit.Cut([]byte("data: 1234567\n\n"+stream+"data: x\n\n"), cut) {
				decoder.Push(piece)
				for {
					frame, ok, err := decoder.Next()
					if err != nil && !errors.As(err, &problem) {
						t.Fatal(err)
					}
					if !ok {
						break
					}
					if string(frame.Data) != "1234567" || problem != nil {
						t.Fatalf("%q in pieces of %v: got %q", stream, cut, frame.Data)
					}
				}
			}
			if problem == nil || problem.Limit != 8 || problem.Error() != "an event is larger than 8 bytes" {
				t.Errorf("%q in pieces of %v: got %v", stream, cut, problem)
			}
			if _, ok := decoder.Finish(); ok {
				t.Errorf("%q in pieces of %v: the end has an event", stream, cut)
			}
		}
	}
}

func TestCommentsAndUnknownFieldsTakeNoMemory(t *testing.T) {
	for _, start := range []string{": ", "unknown: "} {
		decoder := sse.New(8)
		decoder.Push([]byte(start))
		chunk := []byte(strings.Repeat("x", 1<<16))
		taken := testing.AllocsPerRun(100, func() {
			decoder.Push(chunk)
			if _, ok, err := decoder.Next(); ok || err != nil {
				t.Fatal(ok, err)
			}
		})
		if taken > 0 {
			t.Errorf("%d allocations for a piece of %q", int(taken), start)
		}
	}
}

func TestTheTimeIsLinearHoweverTheBytesAreCut(t *testing.T) {
	took := func(size, cut int) time.Duration {
		least := time.Hour
		stream := []byte("data: " + strings.Repeat("x", size) + "\n\n")
		for range 5 {
			start := time.Now()
			if read(t, testkit.Cut(stream, []int{cut})); time.Since(start) < least {
				least = time.Since(start)
			}
		}
		return least
	}
	for _, cut := range []int{16, 1400, 1 << 20} {
		// Sixteen times the bytes take 256 times the time if it is not linear. A busy machine may make some measurements slow.
		for tries := 5; ; tries-- {
			small, large := took(1<<18, cut), took(1<<22, cut)
			if large <= 80*small+20*time.Millisecond {
				break
			}
			if tries == 1 {
				t.Errorf("pieces of %d bytes: 256 KiB took %v, 4 MiB %v", cut, small, large)
				break
			}
		}
	}
}
