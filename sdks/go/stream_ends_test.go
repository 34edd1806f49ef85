package agentspec

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAStreamEndsAfterDoneOrErrorAndIgnoresWhatFollows(t *testing.T) {
	for _, last := range []string{doneText, failedText} {
		stream := NewEventStream(strings.NewReader(tokenText + last + tokenText + last))
		if got := readStream(stream); len(got.types) != 2 || got.err != nil {
			t.Errorf("got %v", got)
		}
		if got := readStream(stream); len(got.types) != 0 || got.err != nil || stream.Err() != nil {
			t.Errorf("a further loop got %v", got)
		}
	}
}

func TestAStreamWithoutDoneOrErrorWasCutShort(t *testing.T) {
	for _, row := range []struct {
		text    string
		events  int
		outcome Outcome
		message string
	}{
		{"", 0, OutcomeUnknown, "the stream ended after 0 events, without `done` or `error`"},
		{": ping\n\n", 0, OutcomeUnknown, "the stream ended after 0 events, without `done` or `error`"},
		{tokenText, 1, OutcomePartial, "the stream ended after 1 event, without `done` or `error`"},
		{tokenText + tokenText + strings.TrimSpace(tokenText), 2, OutcomePartial, "the stream ended after 2 events, without `done` or `error`"},
		{tokenText + doneText[:40], 1, OutcomePartial, "the stream ended after 1 event, without `done` or `error`"},
	} {
		stream := NewEventStream(strings.NewReader(row.text))
		got := readStream(stream)
		var interrupted *StreamInterruptedError
		if !errors.As(got.err, &interrupted) || len(got.types) != row.events {
			t.Errorf("%q: got %v", row.text, got)
			continue
		}
		if interrupted.Events != row.events || interrupted.Outcome != row.outcome || interrupted.Message != row.message {
			t.Errorf("%q: got %d events, %s, %s", row.text, interrupted.Events, interrupted.Outcome, interrupted.Message)
		}
		if again := readStream(stream); len(again.types) != 0 || again.err != got.err || stream.Err() != got.err {
			t.Errorf("%q: a further loop got %v", row.text, again)
		}
	}
}

func TestALastBlockWithoutItsBlankLineIsTakenIfItIsTheEnd(t *testing.T) {
	for _, last := range []string{doneText, failedText} {
		for _, end := range []string{"", "\n", "\r"} {
			if got := readStream(NewEventStream(strings.NewReader(tokenText + strings.TrimSpace(last) + end))); got.err != nil || len(got.types) != 2 {
				t.Errorf("%q: got %v", end, got)
			}
		}
	}
}

func TestAnEventThatCannotBeReadEndsTheStreamAfterThoseBeforeIt(t *testing.T) {
	for _, row := range []struct{ event, reason string }{
		{"DONE", "expected a value at byte 0 of the JSON"},
		{`{"content": "a"}`, "missing field `type`"},
		{`[1]`, "expected a JSON object"},
		{`{"type": 5}`, "type: expected a string, got 5"},
		{`{"type": "token"}`, "missing field `content`"},
		{`{"type": "token", "content": 18446744073709551616}`, "content: expected a string, got 18446744073709551616"},
		{`{"type": "tool_call", "name": "f", "arguments": NaN}`, "arguments: expected an object, got NaN"},
		{`{"type": "done", "usage": {"input_tokens": "1"}}`, `usage.input_tokens: expected an integer from 0 to ` + strconv.Itoa(math.MaxInt) + `, got "1"`},
		{
			`{"type": "done", "usage": {"input_tokens": 9223372036854775808, "output_tokens": 1, "total_tokens": 1}}`,
			"usage.input_tokens: expected an integer from 0 to " + strconv.Itoa(math.MaxInt) + ", got 9223372036854775808",
		},
		{`{"type": "x", "y": ` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + "}", "recursion limit exceeded"},
	} {
		d := newDouble(t, nil).send(tokenText + "data: " + row.event + "\n\n" + doneText)
		got := readStream(d.stream)
		var undecodable *DecodeError
		if !errors.As(got.err, &undecodable) || len(got.types) != 1 {
			t.Errorf("%s: got %v", row.event, got)
			continue
		}
		if undecodable.Message != "event 2 of the stream cannot be read" || undecodable.Body != row.event {
			t.Errorf("%s: got %s, %s", row.event, undecodable.Message, undecodable.Body)
		}
		if cause := errors.Unwrap(undecodable); cause == nil || cause.Error() != row.reason {
			t.Errorf("%s: the cause is %v", row.event, cause)
		}
		d.expect(t, 1, endFailed)
	}
}

func TestAnEventAboveTheLimitIsTooLargeInAnyPieces(t *testing.T) {
	for _, size := range []int{1, 7, 1000} {
		d := newDouble(t, func(source *streamSource) { source.eventLimit = 100 })
		text := tokenText + strings.Replace(tokenText, `"a"`, `"`+strings.Repeat("a", 100)+`"`, 1) + doneText
		for ; len(text) > size; text = text[size:] {
			d.send(text[:size])
		}
		got := readStream(d.send(text).stream)
		details := detailsOf(t, got.err)
		if len(got.types) != 1 || details.Code != "too_large" || details.Message != "event 2 of the stream is larger than 100 bytes" {
			t.Errorf("pieces of %d bytes: got %v", size, got)
		}
	}
	d := newDouble(t, func(source *streamSource) { source.eventLimit = 1000 })
	_, err := d.send(`data: {"type": "x", "y": [` + strings.Repeat("{},", 300) + "0]}\n\n").stream.Text()
	const message = "the values of event 1 of the stream take more than 2000 bytes of memory, twice WithEventLimit"
	if details := detailsOf(t, err); details.Code != "too_large" || details.Message != message {
		t.Errorf("got %v", err)
	}
}

func TestAConnectionThatBreaksIsNoEnd(t *testing.T) {
	for _, row := range []struct {
		cause   error
		kind    error
		message string
	}{
		{io.ErrUnexpectedEOF, new(StreamInterruptedError), "the stream broke after 1 event, without `done` or `error`"},
		{errors.New("anything"), new(StreamInterruptedError), "the stream broke after 1 event, without `done` or `error`"},
		{os.ErrDeadlineExceeded, new(TimeoutError), "the stream was silent for too long, after 1 event"},
		{gzip.ErrHeader, new(DecodeError), "event 2 of the stream cannot be decompressed"},
		{gzip.ErrChecksum, new(DecodeError), "event 2 of the stream cannot be decompressed"},
		{flate.CorruptInputError(5), new(DecodeError), "event 2 of the stream cannot be decompressed"},
	} {
		d := newDouble(t, nil).send(tokenText).fail(row.cause)
		got := readStream(d.stream)
		if details := detailsOf(t, got.err); len(got.types) != 1 || details.Message != row.message || details.Events != 1 {
			t.Errorf("%v: got %v", row.cause, got)
		}
		if !errors.Is(got.err, row.cause) {
			t.Errorf("%v: the cause is %v", row.cause, errors.Unwrap(got.err))
		}
		var interrupted *StreamInterruptedError
		var timeout *TimeoutError
		var undecodable *DecodeError
		isKind := map[error]bool{}
		switch row.kind.(type) {
		case *StreamInterruptedError:
			isKind[row.kind] = errors.As(got.err, &interrupted)
		case *TimeoutError:
			isKind[row.kind] = errors.As(got.err, &timeout)
		case *DecodeError:
			isKind[row.kind] = errors.As(got.err, &undecodable)
		}
		if !isKind[row.kind] {
			t.Errorf("%v: got a %T", row.cause, got.err)
		}
		d.expect(t, 1, endFailed)
	}
}

// stubborn gives its last bytes together with its error, or nothing at all.
type stubborn struct {
	text string
	err  error
}

func (s *stubborn) Read(buffer []byte) (int, error) {
	n := copy(buffer, s.text)
	s.text = s.text[n:]
	if s.text == "" {
		return n, s.err
	}
	return n, nil
}

func TestBytesThatComeWithTheEndAreRead(t *testing.T) {
	if got := readStream(NewEventStream(&stubborn{tokenText + doneText, io.EOF})); len(got.types) != 2 || got.err != nil {
		t.Errorf("got %v", got)
	}
	got := readStream(NewEventStream(&stubborn{tokenText + tokenText, io.ErrClosedPipe}))
	if len(got.types) != 2 || !errors.Is(got.err, io.ErrClosedPipe) || detailsOf(t, got.err).Events != 2 {
		t.Errorf("got %v", got)
	}
	if got := readStream(NewEventStream(&stubborn{tokenText, nil})); len(got.types) != 1 || !errors.Is(got.err, io.ErrNoProgress) {
		t.Errorf("got %v", got)
	}
}

func TestTheHelpersCollectTheTextOrTheWholeResponse(t *testing.T) {
	body := tokenText + tokenText + strings.Replace(doneText, `"usage"`, `"model": "m", "output": "x", "usage"`, 1)
	if text, err := NewEventStream(strings.NewReader(body)).Text(); text != "aa" || err != nil {
		t.Errorf("got %q, %v", text, err)
	}
	response, err := NewEventStream(strings.NewReader(body)).FinalResponse()
	if err != nil || response.Output != "aa" || response.Usage.TotalTokens != 3 || len(response.Extra) != 1 || string(response.Extra["model"]) != `"m"` {
		t.Errorf("got %v, %v", response, err)
	}
	var pieces []string
	for piece, err := range NewEventStream(strings.NewReader(body)).TextStream() {
		if err != nil {
			t.Error(err)
		}
		pieces = append(pieces, piece)
	}
	if strings.Join(pieces, "|") != "a|a" {
		t.Errorf("got %v", pieces)
	}
}

func TestTheHelpersReturnAnErrorEventAsTheErrorOfItsCode(t *testing.T) {
	for name, collect := range map[string]func(*EventStream) error{
		"Text":          func(s *EventStream) error { _, err := s.Text(); return err },
		"FinalResponse": func(s *EventStream) error { _, err := s.FinalResponse(); return err },
		"handle":        func(s *EventStream) error { return s.handle(StreamHandlers{OnToken: func(string) {}}) },
		"TextStream": func(s *EventStream) (last error) {
			for _, err := range s.TextStream() {
				last = err
			}
			return last
		},
	} {
		err := collect(NewEventStream(strings.NewReader(tokenText + failedText)))
		var refused *APIError
		if !errors.As(err, &refused) || !errors.Is(err, sentinelOf(kindRateLimit)) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if refused.Code != "rate_limited" || refused.Message != "Slow down." || refused.Events != 1 || refused.Outcome != OutcomePartial {
			t.Errorf("%s: got %+v", name, refused)
		}
	}
	melted := strings.Replace(failedText, `"rate_limited"`, `"melted", "celsius": 1200`, 1)
	_, err := NewEventStream(strings.NewReader(tokenText + melted)).Text()
	if details := detailsOf(t, err); details.Code != "melted" || details.PartialText != "a" || !strings.Contains(details.Body, `"celsius":1200`) {
		t.Errorf("got %+v", details)
	}
}

func TestWhatWasCollectedBeforeAFailureIsItsPartialText(t *testing.T) {
	_, err := NewEventStream(strings.NewReader(tokenText + tokenText)).Text()
	if details := detailsOf(t, err); details.Events != 2 || details.PartialText != "aa" {
		t.Errorf("got %+v", details)
	}
	synctest.Test(t, func(t *testing.T) {
		d := newDouble(t, nil).send(tokenText)
		text := inBackground(func() error { _, err := d.stream.Text(); return err })
		synctest.Wait()
		_ = d.stream.Close()
		if details := detailsOf(t, <-text); details.Code != "stream_closed" || details.PartialText != "a" {
			t.Errorf("got %+v", details)
		}
	})
}

func TestAfterTheLastEventTheRestOfTheBodyIsRead(t *testing.T) {
	d := newDouble(t, nil).send(tokenText+doneText, ": bye\n\n").end()
	if got := readStream(d.stream); len(got.types) != 2 || got.err != nil {
		t.Errorf("got %v", got)
	}
	if d.count() != 3 {
		t.Errorf("read %d times", d.count())
	}
	d.expect(t, 1, endDone)
}

func TestTheTurnOfAStreamIsOverBeforeTheRestOfItsBodyIsRead(t *testing.T) {
	d := newDouble(t, nil).send(doneText)
	for range d.stream.Events() {
		if d.expect(t, 0, endDone); d.count() != 1 {
			t.Errorf("read %d times", d.count())
		}
		d.end()
	}
}

func TestTheRestOfABodyIsWaitedForAHundredMillisecondsOrReadFor64KiB(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDouble(t, nil).send(doneText)
		start := time.Now()
		if got := readStream(d.stream); len(got.types) != 1 || got.err != nil || time.Since(start) != 100*time.Millisecond {
			t.Errorf("got %v after %v", got, time.Since(start))
		}
		d.expect(t, 1, endDone)
	})
	long := newDouble(t, nil).send(doneText)
	for range 100 {
		long.send(strings.Repeat("x", 1024))
	}
	if got := readStream(long.stream); len(got.types) != 1 || got.err != nil || long.count() != 65 {
		t.Errorf("got %v, read %d times", got, long.count())
	}
	long.expect(t, 1, endDone)
	reset := newDouble(t, nil).send(doneText).fail(errors.New("reset"))
	if got := readStream(reset.stream); len(got.types) != 1 || got.err != nil || reset.stream.Err() != nil {
		t.Errorf("got %v", got)
	}
}

func TestToBreakOutOfALoopAtTheLastEventLeavesTheConnectionForTheNextCall(t *testing.T) {
	d := newDouble(t, nil).send(doneText).end()
	for range d.stream.Events() {
		break
	}
	if d.count() != 2 {
		t.Errorf("read %d times: not to the end", d.count())
	}
	d.expect(t, 1, endDone)
}

func TestWhatComesBehindTheLastEventOfAReaderIsNotWaitedFor(t *testing.T) {
	reader, writer := io.Pipe()
	go func() { _, _ = io.WriteString(writer, tokenText+doneText) }()
	// Without the Close of a pipe, which would end the read.
	if got := readStream(NewEventStream(struct{ io.Reader }{reader})); len(got.types) != 2 || got.err != nil {
		t.Errorf("got %v", got)
	}
}
