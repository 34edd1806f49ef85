package agentspec

import "errors"

// Outcome is what is known of a request that failed: the furthest state that is proven over all its attempts.
type Outcome string

const (
	// OutcomeNotSent says that the server cannot have received the whole request.
	OutcomeNotSent Outcome = "not_sent"
	// OutcomeRejected says that the server answered that it did not run the request.
	OutcomeRejected Outcome = "rejected"
	// OutcomeUnknown says that the request may have run.
	OutcomeUnknown Outcome = "unknown"
	// OutcomePartial says that events of the request's stream arrived, then the stream broke or sent an error event.
	OutcomePartial Outcome = "partial"
)

// MayHaveRun reports whether the agent may have run, and so may have cost money and acted on the world. If false, it has not. It is true of any
// outcome that is none of these constants.
func (o Outcome) MayHaveRun() bool {
	return o.rank() > 1
}

// rank orders the outcomes by what is proven. An outcome that is none of ours is unknown.
func (o Outcome) rank() int {
	switch o {
	case OutcomeNotSent:
		return 0
	case OutcomeRejected:
		return 1
	case OutcomePartial:
		return 3
	default:
		return 2
	}
}

func furthest(one, other Outcome) Outcome {
	if one.rank() < other.rank() {
		return other
	}
	return one
}

// OutcomeOf returns what is known of the request that failed with err. Of an error that is none of this package, that is OutcomeUnknown.
// Without an error there is no outcome.
func OutcomeOf(err error) Outcome {
	if err == nil {
		return ""
	}
	if found := detailsIn(err); found != nil && found.Outcome != "" {
		return found.Outcome
	}
	return OutcomeUnknown
}

// MayHaveRun reports whether the agent may have run although the call returned err: false if the request was not sent or was rejected. It is false
// without an error, and true for an error that is none of this package.
func MayHaveRun(err error) bool {
	return err != nil && OutcomeOf(err).MayHaveRun()
}

// detailed is an error of this package.
type detailed interface {
	error
	details() *Details
}

// detailsIn returns the details of the first error of this package in the tree of err; nil if there is none.
func detailsIn(err error) *Details {
	var found detailed
	if errors.As(err, &found) {
		return found.details()
	}
	return nil
}
