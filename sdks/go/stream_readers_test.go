package agentspec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAStreamThatWasReadIsNotCollected(t *testing.T) {
	for text, message := range map[string]string{doneText: "1 event was taken", tokenText + tokenText + doneText: "3 events were taken"} {
		stream := NewEventStream(strings.NewReader(text))
		read := len(readStream(stream).types)
		_, err := stream.Text()
		var refused *InvalidRequestError
		if !errors.As(err, &refused) || refused.Code != "stream_consumed" || refused.Events != read || !refused.Local {
			t.Errorf("got %v", err)
			continue
		}
		if refused.Outcome != OutcomePartial || !strings.Contains(refused.Message, message) {
			t.Errorf("got %+v", refused.Details)
		}
	}
}

func TestASecondReaderIsRefusedAndTheFirstGoesOn(t *testing.T) {
	d := newDouble(t, nil).send(tokenText, tokenText, doneText).end()
	var types []EventType
	for event := range d.stream.Events() {
		types = append(types, event.Type)
		if event.Type == EventDone {
			if again := readStream(d.stream); again.err != nil || again.types != nil {
				t.Errorf("a stream that has ended is not busy: %v", again)
			}
			continue
		}
		for range d.stream.Events() {
			t.Error("a second loop got an event")
		}
		_, text := d.stream.Text()
		for _, err := range []error{d.stream.Err(), readStream(d.stream).err, d.stream.handle(StreamHandlers{}), text} {
			var refused *InvalidRequestError
			if !errors.As(err, &refused) || refused.Code != "stream_busy" || !refused.Local || refused.Events == 0 || refused.Events > len(types) {
				t.Errorf("got %v", err)
			}
		}
	}
	if len(types) != 3 || d.stream.Err() != nil {
		t.Errorf("got %v, %v: what another one is refused is no failure of the stream", types, d.stream.Err())
	}
	if _, err := d.stream.Text(); err == nil || d.stream.Err() != nil {
		t.Errorf("got %v, %v", err, d.stream.Err())
	}
	left := newDouble(t, nil).send(tokenText)
	for range left.stream.Events() {
		readStream(left.stream)
		break
	}
	if left.stream.Err() != nil {
		t.Errorf("to leave a loop is no failure: %v", left.stream.Err())
	}
	synctest.Test(t, func(t *testing.T) {
		collected := newDouble(t, nil)
		text := inBackground(func() string { text, _ := collected.stream.Text(); return text })
		synctest.Wait()
		if _, err := collected.stream.Text(); detailsOf(t, err).Code != "stream_busy" {
			t.Errorf("got %v", err)
		}
		collected.send(tokenText + doneText).end()
		if got := <-text; got != "a" {
			t.Errorf("got %q", got)
		}
	})
}

func TestWhatALoopLeavesGoesToNoOtherReader(t *testing.T) {
	for range 5_000 {
		stream := NewEventStream(strings.NewReader(tokenText + tokenText + doneText))
		isLeft := make(chan struct{})
		other := inBackground(func() []EventType {
			<-isLeft
			for {
				got := readStream(stream)
				if details, _ := DetailsOf(got.err); details.Code != "stream_busy" {
					return got.types
				}
			}
		})
		for range stream.Events() {
			close(isLeft)
			break
		}
		if types := <-other; types != nil {
			t.Fatalf("another reader got %v", types)
		}
	}
}

func TestAStreamThatIsClosedBeforeItIsReadIsRefused(t *testing.T) {
	d := newDouble(t, nil).send(tokenText)
	_, _ = d.stream.Close(), d.stream.Close()
	_, text := d.stream.Text()
	for _, err := range []error{text, readStream(d.stream).err, d.stream.Err()} {
		var interrupted *StreamInterruptedError
		if !errors.As(err, &interrupted) || interrupted.Code != "stream_closed" || !interrupted.Local || interrupted.Events != 0 {
			t.Errorf("got %v", err)
		}
	}
	if d.count() != 0 {
		t.Errorf("read %d times", d.count())
	}
	d.expect(t, 1, endClosed)
}

func TestToCloseAStreamFailsTheReadThatWaitsAndThoseAfterIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDouble(t, nil).send(tokenText)
		reading := inBackground(func() result { return readStream(d.stream) })
		synctest.Wait()
		_ = d.stream.Close()
		got := <-reading
		details := detailsOf(t, got.err)
		if len(got.types) != 1 || details.Code != "stream_closed" || details.Outcome != OutcomePartial {
			t.Errorf("got %v", got)
		}
		if !strings.Contains(details.Message, "after 1 event was taken: the rest of it is lost") {
			t.Errorf("got %s", details.Message)
		}
		if _, err := d.stream.Text(); detailsOf(t, err).Code != "stream_closed" {
			t.Errorf("got %v", err)
		}
		_ = d.stream.Close()
		d.expect(t, 1, endClosed)
	})
}

func TestToBreakOutOfALoopClosesTheConnection(t *testing.T) {
	for name, leave := range map[string]func(*EventStream){
		"Events": func(s *EventStream) {
			for range s.Events() {
				break
			}
		},
		"All": func(s *EventStream) {
			for range s.All() {
				break
			}
		},
		"TextStream": func(s *EventStream) {
			for range s.TextStream() {
				break
			}
		},
		"a panic": func(s *EventStream) {
			defer func() { _ = recover() }()
			_ = s.handle(StreamHandlers{OnToken: func(string) { panic("no") }})
		},
		"Goexit": func(s *EventStream) {
			<-inBackground(func() (left bool) {
				done := make(chan bool)
				go func() {
					defer close(done)
					for range s.Events() {
						runtime.Goexit()
					}
				}()
				return <-done
			})
		},
	} {
		d := newDouble(t, nil).send(tokenText + tokenText)
		leave(d.stream)
		if err := d.stream.Err(); err != nil {
			t.Errorf("%s: to leave a loop is no failure: %v", name, err)
		}
		if d.expect(t, 1, endClosed); detailsOf(t, readStream(d.stream).err).Code != "stream_closed" {
			t.Errorf("%s: read on: %v", name, d.stream.Err())
		}
	}
}

func TestToCloseAStreamThatHasEndedChangesNothing(t *testing.T) {
	d := newDouble(t, nil).send(doneText).end()
	readStream(d.stream)
	_ = d.stream.Close()
	if again := readStream(d.stream); again.err != nil || again.types != nil || d.stream.Err() != nil {
		t.Errorf("got %v", again)
	}
	d.expect(t, 1, endDone)
}

func TestTheEndOfTheContextFailsWithItsCauseAndLeavesNoWatch(t *testing.T) {
	enough := errors.New("enough")
	for _, when := range []string{"before", "while it waits", "between events"} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(context.Background())
			defer cancel(nil)
			if when == "before" {
				cancel(enough)
			}
			d := newDouble(t, func(source *streamSource) { source.ctx = ctx }).send(tokenText + tokenText)
			count := 0
			for _, err := range d.stream.All() {
				if err != nil {
					break
				}
				if count++; count == 1 && when == "between events" {
					cancel(enough)
				}
				if count == 2 && when == "while it waits" {
					time.AfterFunc(time.Second, func() { cancel(enough) })
				}
			}
			if expected := map[string]int{"before": 0, "while it waits": 2, "between events": 1}[when]; count != expected {
				t.Errorf("%s: got %d events", when, count)
			}
			_, text := d.stream.Text()
			for _, err := range []error{readStream(d.stream).err, d.stream.Err(), text} {
				if !errors.Is(err, enough) {
					t.Errorf("%s: got %v", when, err)
				}
			}
			synctest.Wait()
			d.expect(t, 1, endClosed)
		})
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		d := newDouble(t, func(source *streamSource) { source.ctx = ctx })
		if _, err := d.stream.Text(); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	d := newDouble(t, func(source *streamSource) { source.ctx = ctx }).send(doneText).end()
	readStream(d.stream)
	cancel()
	if again := readStream(d.stream); again.err != nil || d.stream.Err() != nil {
		t.Errorf("got %v", again)
	}
	d.expect(t, 1, endDone)
}

func TestAStreamOfAContextThatHasEndedIsClosedAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range 1000 {
		d := newDouble(t, func(source *streamSource) { source.ctx = ctx })
		if got := readStream(d.stream); !errors.Is(got.err, context.Canceled) || got.types != nil {
			t.Fatalf("got %v", got)
		}
	}
}

func TestAContextThatEndsClosesAStreamThatIsNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		d := newDouble(t, func(source *streamSource) { source.ctx = ctx })
		cancel()
		synctest.Wait()
		d.expect(t, 1, endClosed)
		runtime.KeepAlive(d.stream)
	})
}

func TestAStreamThatIsDroppedClosesItsConnection(t *testing.T) {
	var doubles []*double
	for range 10 {
		d := newDoubleOf(nil).send(tokenText)
		doubles = append(doubles, d)
		func() {
			stream := newEventStream(d.source)
			if stream.Err() != nil {
				t.Error("not read yet")
			}
		}()
	}
	for range 1000 {
		runtime.GC()
		isClosed := true
		for _, d := range doubles {
			d.mutex.Lock()
			isClosed = isClosed && len(d.ends) == 1
			d.mutex.Unlock()
		}
		if isClosed {
			for _, d := range doubles {
				d.expect(t, 1, endClosed)
			}
			return
		}
		runtime.Gosched()
	}
	t.Error("a stream is open that nothing refers to")
}

func TestAStreamThatALoopReadsIsNotClosedThoughNothingElseRefersToIt(t *testing.T) {
	d := newDoubleOf(nil)
	events := newEventStream(d.source).Events()
	d.send(tokenText)
	count := 0
	for event := range events {
		if count++; event.Type == EventDone {
			break
		}
		runtime.GC()
		if count < 20 {
			d.send(tokenText)
		} else {
			d.send(doneText).end()
		}
	}
	if count != 21 {
		t.Errorf("got %d events", count)
	}
	d.expect(t, 1, endDone)
}

func TestThousandsOfStreamsLeaveNoGoroutineBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ways := []func(*double){
		func(d *double) {
			d.send(doneText).end()
			if text, err := d.stream.Text(); text != "a" || err != nil {
				t.Error(text, err)
			}
		},
		func(d *double) {
			for range d.stream.Events() {
				break
			}
		},
		func(d *double) { d.fail(errors.New("reset")); _, _ = d.stream.Text() },
		func(d *double) { d.send("data: {\n\n"); readStream(d.stream) },
		func(d *double) { _ = d.stream.Close() },
		func(d *double) {
			d.end()
			for _, err := range d.stream.TextStream() {
				if err != nil && detailsOf(t, err).Code != "stream_interrupted" {
					t.Error(err)
				}
			}
		},
	}
	for index := range 10_000 {
		d := newDouble(t, func(source *streamSource) {
			source.ctx = ctx
			source.byteIdleTimeout, source.eventIdleTimeout = time.Hour, time.Hour
		}).send(tokenText)
		ways[index%len(ways)](d)
		if d.mutex.Lock(); len(d.ends) != 1 || d.closes != 1 {
			t.Fatalf("%d: closed %d times, ended with %v", index%len(ways), d.closes, d.ends)
		}
		d.mutex.Unlock()
	}
	if after := runtime.NumGoroutine(); after > before+2 {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
}

func TestAStreamThatIsNilOrZeroFailsAndPanicsNowhere(t *testing.T) {
	for _, stream := range []*EventStream{nil, {}} {
		for range stream.Events() {
			t.Error("an event")
		}
		_, text := stream.Text()
		_, written := stream.WriteTo(io.Discard)
		for _, err := range []error{stream.Err(), readStream(stream).err, text, written, stream.handle(StreamHandlers{})} {
			if err == nil || !strings.Contains(err.Error(), "the stream is nil or zero: it was not opened") {
				t.Errorf("got %v", err)
			}
		}
		if stream.Close() != nil || stream.ResponseMeta().StatusCode != 0 {
			t.Error(fmt.Sprint(stream.ResponseMeta()))
		}
	}
	if got := readStream(NewEventStream(nil)); detailsOf(t, got.err).Code != "stream_interrupted" {
		t.Errorf("got %v", got)
	}
}
