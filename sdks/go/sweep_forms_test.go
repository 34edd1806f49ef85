package agentspec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
)

// everything returns all that a value shows, in every form of printing, and all that its errors wrap.
func everything(value any) string {
	var all bytes.Buffer
	printed := func(value any) {
		fmt.Fprintf(&all, "%v %+v %#v %s %q %d\n", value, value, value, value, value, value)
		if text, err := json.Marshal(value); err == nil {
			all.Write(text)
		}
		for _, handler := range []slog.Handler{slog.NewTextHandler(&all, nil), slog.NewJSONHandler(&all, nil)} {
			slog.New(handler).Info("shown", "value", value)
		}
		all.WriteByte('\n')
	}
	printed(value)
	err, ok := value.(error)
	if !ok {
		return all.String()
	}
	for _, inner := range chainOf(err) {
		printed(inner)
	}
	var refused *APIError
	if errors.As(err, &refused) {
		printed(*refused)
	}
	if details, ok := DetailsOf(err); ok {
		printed(details)
		printed(details.History)
		printed(details.Header)
		printed(details.Steps)
		printed(details.cause)
		fmt.Fprintf(&all, "%s\n%s\n%s\n%s\n", details.Body, details.Message, details.PartialText, details.CorrelationID)
	}
	return all.String()
}
