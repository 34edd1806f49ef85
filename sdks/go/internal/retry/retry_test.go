package retry

import (
	"math"
	"net/http"
	"testing"
	"time"
)

func TestADelayIsNeverNegativeOrBeyondTheLongest(t *testing.T) {
	for _, first := range []time.Duration{0, 1, time.Second, NoLimit / 2, NoLimit} {
		for _, longest := range []time.Duration{0, time.Second, NoLimit} {
			for _, attempt := range []int{1, 2, 31, 64, 1000, math.MaxInt} {
				for _, random := range []float64{0, 0.999, -1, 2, math.NaN(), math.Inf(1)} {
					backoff := Backoff{First: first, Cap: longest}
					delay := backoff.Delay(attempt, random)
					if delay < 0 || delay > backoff.Longest() || delay < first {
						t.Errorf("%v to %v, attempt %d, random %v: %v", first, longest, attempt, random, delay)
					}
					asked, ok := backoff.Asked(first, NoLimit, random)
					if !ok || asked < first || asked > backoff.Longest() {
						t.Errorf("asked for %v of %v: %v", first, longest, asked)
					}
				}
			}
		}
	}
}

func TestADateWithAnotherWeekdayIsNoDate(t *testing.T) {
	if delay, ok := After(http.Header{"Retry-After": {"Wed, 14 Nov 2023 22:13:30 GMT"}}, time.Unix(0, 0)); ok {
		t.Error(delay)
	}
}

func TestAnEndedCallLeavesItsPlaceToTheNext(t *testing.T) {
	budget := NewBudget(0)
	first, second := budget.Share(), budget.Share()
	if !first.Allows(0) || second.Allows(0) {
		t.Error("not one call alone retries without a token")
	}
	first.End()
	first.End()
	if !second.Allows(0) {
		t.Error("the place is not left")
	}
}
