package agentspec

import (
	"context"
	"log/slog"
	"sync/atomic"
)

// plainHTTP remembers whether a credential over plain http was warned of. Copies of a client share it.
type plainHTTP struct {
	// isOpen says that anyone on the network can read what is sent.
	isOpen   bool
	isWarned atomic.Bool
}

// warnOfPlainHTTP warns, once, of a credential over plain http.
func (s *settings) warnOfPlainHTTP() {
	if s.auth.isNone() || !s.plainHTTP.isOpen || s.plainHTTP.isWarned.Swap(true) {
		return
	}
	message := "agentspec: " + s.auth.title() + " is sent over plain http, where anyone on the network can read it: use an https base URL"
	s.log(context.Background(), slog.LevelWarn, message, slog.String("base_url", s.base))
}

// logs reports whether anyone sees a report of this level. Without a logger, warnings go to slog.Default.
func (s *settings) logs(level slog.Level) bool { return s.logger != nil || level >= slog.LevelWarn }

// log reports to the logger.
func (s *settings) log(ctx context.Context, level slog.Level, message string, attributes ...slog.Attr) {
	if !s.logs(level) {
		return
	}
	logger := s.logger
	if logger == nil {
		logger = slog.Default()
	}
	logger.LogAttrs(ctx, level, message, attributes...)
}
