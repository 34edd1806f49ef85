package agentspec

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func limits(byteLimit, eventLimit time.Duration) func(*streamSource) {
	return func(source *streamSource) { source.byteIdleTimeout, source.eventIdleTimeout = byteLimit, eventLimit }
}

func TestAStreamWithoutAByteForTooLongIsATimeoutAfterTheEventsThatArrived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDouble(t, limits(time.Second, NoLimit)).send(tokenText)
		reading := inBackground(func() result { return readStream(d.stream) })
		time.Sleep(999 * time.Millisecond)
		d.send(": ping\n\n")
		synctest.Wait()
		time.Sleep(999 * time.Millisecond)
		synctest.Wait()
		d.expect(t, 0)
		got := <-reading
		var timeout *TimeoutError
		if !errors.As(got.err, &timeout) || len(got.types) != 1 || !timeout.Timeout() {
			t.Fatalf("got %v", got)
		}
		if timeout.Message != "no byte was received for 1s, after 1 event of the stream" || timeout.Outcome != OutcomePartial {
			t.Errorf("got %+v", timeout.Details)
		}
		d.expect(t, 1, endFailed)
		if again := readStream(d.stream); again.err != got.err {
			t.Errorf("a further loop got %v", again)
		}
	})
}

func TestCommentsKeepBytesComingAndNoEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDouble(t, limits(time.Second, 2500*time.Millisecond))
		reading := inBackground(func() result { return readStream(d.stream) })
		for range 5 {
			synctest.Wait()
			d.expect(t, 0)
			d.send(": ping\n\n")
			time.Sleep(500 * time.Millisecond)
		}
		got := <-reading
		if details := detailsOf(t, got.err); details.Message != "no event was received for 2.5s, after 0 events of the stream" {
			t.Errorf("got %v", got)
		}
	})
}

func TestSilenceCountsOnlyWhileTheStreamIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDouble(t, limits(time.Second, time.Second)).send(tokenText, tokenText)
		var types []EventType
		for event := range d.stream.Events() {
			types = append(types, event.Type)
			if len(types) < 3 {
				time.Sleep(time.Minute)
			}
			if len(types) == 2 {
				time.AfterFunc(999*time.Millisecond, func() { d.send(doneText).end() })
			}
		}
		if len(types) != 3 || d.stream.Err() != nil {
			t.Errorf("got %v, %v", types, d.stream.Err())
		}
	})
}

func TestNoLimitIsNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDouble(t, limits(NoLimit, 0))
		reading := inBackground(func() result { return readStream(d.stream) })
		time.Sleep(100 * 365 * 24 * time.Hour)
		d.send(doneText).end()
		if got := <-reading; len(got.types) != 1 || got.err != nil {
			t.Errorf("got %v", got)
		}
	})
}

// stopped is a clock whose time a test sets, and whose timers fire when the test calls them.
type stopped struct {
	systemClock
	now   time.Time
	fires []func()
}

func (s *stopped) Now() time.Time { return s.now }

func (s *stopped) AfterFunc(_ time.Duration, f func()) func() {
	s.fires = append(s.fires, f)
	return func() {}
}

func (s *stopped) fire() {
	first := s.fires[0]
	s.fires = s.fires[1:]
	first()
}

func TestAReaderThatWakesUpLateGetsAMomentToReadWhatHasArrived(t *testing.T) {
	clock := &stopped{now: time.Now()}
	var silences []silence
	idle := newIdle(clock, NoLimit, 10*time.Second, func(what silence, _ time.Duration) { silences = append(silences, what) })
	idle.wait(0)
	clock.now = clock.now.Add(100 * time.Second)
	clock.fire()
	if len(silences) > 0 {
		t.Error("the first look only finds that the time is over")
	}
	idle.wait(1)
	clock.fire()
	if len(silences) > 0 {
		t.Error("an event had arrived")
	}
	clock.now = clock.now.Add(100 * time.Second)
	clock.fire()
	idle.wait(1)
	clock.fire()
	if len(silences) != 1 || silences[0] != eventSilence {
		t.Errorf("got %v: bytes are no event", silences)
	}
}

func TestATimerThatFiresEarlyIsSetAgain(t *testing.T) {
	clock := &stopped{now: time.Now()}
	var silences []silence
	idle := newIdle(clock, 10*time.Second, NoLimit, func(what silence, _ time.Duration) { silences = append(silences, what) })
	idle.wait(0)
	clock.now = clock.now.Add(9 * time.Second)
	clock.fire()
	clock.fire()
	if len(silences) > 0 {
		t.Errorf("got %v", silences)
	}
	clock.now = clock.now.Add(time.Second)
	clock.fire()
	clock.fire()
	if len(silences) != 1 || silences[0] != byteSilence {
		t.Errorf("got %v", silences)
	}
}

func TestATimerThatFiresWhileNobodyWaitsEndsNothing(t *testing.T) {
	clock := &stopped{now: time.Now()}
	idle := newIdle(clock, time.Second, NoLimit, func(silence, time.Duration) { t.Error("nobody waited") })
	idle.wait(0)
	idle.waited()
	clock.now = clock.now.Add(time.Minute)
	clock.fire()
	if len(clock.fires) != 0 {
		t.Error("a timer runs while nobody waits")
	}
	idle.wait(0)
	if len(clock.fires) != 1 {
		t.Error("no timer runs while the stream is waited for")
	}
	idle.end()
	clock.now = clock.now.Add(time.Minute)
	clock.fire()
}
