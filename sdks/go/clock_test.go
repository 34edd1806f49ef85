package agentspec_test

import (
	"context"
	"errors"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
)

func TestTheClockOfTheMachineSleepsAndFires(t *testing.T) {
	clock := agentspec.SystemClock
	began := clock.Now()
	if err := clock.Sleep(ctx, 2*time.Millisecond); err != nil || clock.Now().Sub(began) < 2*time.Millisecond {
		t.Errorf("it slept for %v: %v", clock.Now().Sub(began), err)
	}
	mine := errors.New("mine")
	canceled, cancel := context.WithCancelCause(ctx)
	clock.AfterFunc(time.Millisecond, func() { cancel(mine) })
	for range 2 {
		if err := clock.Sleep(canceled, time.Hour); !errors.Is(err, mine) {
			t.Errorf("it ended by %v", err)
		}
	}
	stop := clock.AfterFunc(2*time.Millisecond, func() { t.Error("a timer that was stopped fires") })
	stop()
	if err := clock.Sleep(ctx, 4*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if random := clock.Float64(); random < 0 || random >= 1 {
			t.Errorf("random: %v", random)
		}
	}
}
