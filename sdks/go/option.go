package agentspec

import (
	"log/slog"
	"net/http"
	"time"
)

// Option configures a client: see [NewClient] and [Client.WithOptions].
type Option interface{ applyToClient(*clientConfig) }

// CallOption is what one call does differently from its client.
type CallOption interface{ applyToCall(*callConfig) }

// SharedOption is an option of a client and of a call.
type SharedOption interface {
	Option
	CallOption
}

type clientOption func(*clientConfig)

func (o clientOption) applyToClient(config *clientConfig) { o(config) }

type callOption func(*callConfig)

func (o callOption) applyToCall(config *callConfig) { o(config) }

type setting func(*callSettings)

func (s setting) applyToClient(config *clientConfig) { s(&config.made.calls) }

func (s setting) applyToCall(config *callConfig) { s(&config.callSettings) }

// WithBaseURL sets where the server is: http or https, a host, and optionally a port and a path. Default: AGENTSPEC_BASE_URL, else
// http://localhost:8080.
func WithBaseURL(url string) Option {
	return clientOption(func(config *clientConfig) { config.baseURL = &url })
}

// WithAPIKey sets the key, which is sent as X-API-Key. Default: AGENTSPEC_API_KEY. A key of four bytes or more is redacted where the server
// echoes it.
func WithAPIKey(key string) Option {
	return clientOption(func(config *clientConfig) {
		config.setCredential("WithAPIKey", authentication{fixed: APIKeyCredential(key)})
	})
}

// WithToken sets the token, which is sent as Authorization: Bearer. Default: AGENTSPEC_TOKEN, if there is no key. It is redacted as a key is.
func WithToken(token string) Option {
	return clientOption(func(config *clientConfig) {
		config.setCredential("WithToken", authentication{fixed: TokenCredential(token)})
	})
}

// WithCredentialSource sets what returns the credential of each attempt, for credentials that change. Its context ends with the attempt. It is
// called by many goroutines at once.
//
// If it returns an error, nothing is sent, and the call returns a [ConfigurationError] with the code "credential_unavailable" that wraps it.
func WithCredentialSource(source CredentialSource) Option {
	return clientOption(func(config *clientConfig) {
		if source == nil {
			config.refuse("WithCredentialSource has no function: give one, or leave it out")
		}
		config.setCredential("WithCredentialSource", authentication{source: source})
	})
}

// WithoutCredential sends no credential, whatever the environment or the client that is copied has.
func WithoutCredential() Option {
	return clientOption(func(config *clientConfig) { config.setCredential("WithoutCredential", authentication{}) })
}

// WithTimeout sets the time limit of one attempt: until the last byte of its response, or until the headers of a stream. Default 2 minutes; [NoLimit] is
// no limit.
func WithTimeout(d time.Duration) SharedOption {
	return setting(func(calls *callSettings) { calls.setLimit("WithTimeout", &calls.timeout, d) })
}

// WithCallTimeout sets the time limit of a whole call, with its retries and the wait for a session's turn; of a stream until its headers. Default [NoLimit].
// With 0 nothing is sent. A deadline of the call's context ends streams, too.
func WithCallTimeout(d time.Duration) SharedOption {
	return setting(func(calls *callSettings) { calls.setDuration("WithCallTimeout", &calls.deadline, d) })
}

// WithMaxRetries sets how many attempts may follow the first. Default 3.
func WithMaxRetries(retries int) SharedOption {
	return setting(func(calls *callSettings) {
		if retries < 0 {
			calls.refuse("WithMaxRetries is %d: expected a number of attempts, 0 or more", retries)
		}
		calls.maxRetries = retries
	})
}

// WithRetryPolicy sets what decides whether a failed attempt is made again. Default [StandardRetries].
func WithRetryPolicy(policy RetryPolicy) SharedOption {
	return setting(func(calls *callSettings) {
		if function, isFunction := policy.(RetryPolicyFunc); policy == nil || isFunction && function == nil {
			calls.refuse("WithRetryPolicy is nil: give StandardRetries, StrictRetries, NoRetries or a policy of your own")
			return
		}
		calls.policy = policy
	})
}

// WithByteIdleTimeout sets how long a stream may be without a byte while it is read. Default 5 minutes; [NoLimit] is no limit.
func WithByteIdleTimeout(d time.Duration) SharedOption {
	return setting(func(calls *callSettings) { calls.setLimit("WithByteIdleTimeout", &calls.byteIdleTimeout, d) })
}

// WithEventIdleTimeout sets how long a stream may be without an event while it is read, though bytes keep coming. Default 15 minutes; [NoLimit] is no
// limit.
func WithEventIdleTimeout(d time.Duration) SharedOption {
	return setting(func(calls *callSettings) { calls.setLimit("WithEventIdleTimeout", &calls.eventIdleTimeout, d) })
}

// WithHeader adds a header to each request, in place of one with the same name. Headers that the client derives or that belong to the connection are
// refused.
func WithHeader(name, value string) SharedOption {
	return setting(func(calls *callSettings) { calls.setHeader(name, value) })
}

// WithRetryDelay sets the delay before the first retry. It doubles with each, and jitter adds up to a quarter. Default 1 second.
func WithRetryDelay(d time.Duration) Option {
	return clientOption(func(config *clientConfig) {
		config.made.calls.setDuration("WithRetryDelay", &config.made.retryDelay, d)
	})
}

// WithMaxRetryDelay sets the longest delay before a retry. If the server asks for a longer one, the call gives up at once. Default 1 minute; [NoLimit]
// is no limit.
func WithMaxRetryDelay(d time.Duration) Option {
	return clientOption(func(config *clientConfig) {
		config.made.calls.setDuration("WithMaxRetryDelay", &config.made.maxRetryDelay, d)
	})
}

// WithRetryBudget sets the budget of retries, which clients may share. Default: one of the client's own, with [DefaultRetryBudget] tokens.
func WithRetryBudget(budget *RetryBudget) Option {
	return clientOption(func(config *clientConfig) {
		if budget == nil {
			config.refuse("WithRetryBudget is nil: give NewRetryBudget or UnlimitedRetryBudget")
			return
		}
		config.made.budget = budget
	})
}

// WithEventLimit sets the largest event of a stream, in bytes. Default 16 MiB.
func WithEventLimit(bytes int) Option {
	return clientOption(func(config *clientConfig) {
		config.setBytes("WithEventLimit", &config.made.eventLimit, bytes, defaultEventLimit)
	})
}

// WithAnswerLimit sets the largest response that is no stream, in bytes, once it is decompressed. Default 64 MiB.
func WithAnswerLimit(bytes int) Option {
	return clientOption(func(config *clientConfig) {
		config.setBytes("WithAnswerLimit", &config.made.answerLimit, bytes, defaultAnswerLimit)
	})
}

// WithHTTPClient sets what sends the requests: for a proxy, certificates, or a RoundTripper of your own, which sees the credential. Of the client, its
// Transport and its Jar are used: redirects are not followed, and its Timeout does not apply: it would end a stream that is read for longer.
func WithHTTPClient(client *http.Client) Option {
	return clientOption(func(config *clientConfig) {
		if client == nil {
			config.refuse("WithHTTPClient is nil: give a client, or leave it out")
			return
		}
		config.made.http, config.made.transport = exchangerOf(client), nil
	})
}

// WithLogger sets where the client reports attempts: at debug those that begin and succeed, at info those that failed and are not made again, at warn
// retries and waiting turns. Default: warnings alone, to slog.Default.
func WithLogger(logger *slog.Logger) Option {
	return clientOption(func(config *clientConfig) {
		if logger == nil {
			config.refuse("WithLogger is nil: give a logger, or leave it out")
			return
		}
		config.made.logger = logger
	})
}

// WithoutEnvironment ignores the environment: what is not given has its default.
func WithoutEnvironment() Option {
	return clientOption(func(config *clientConfig) { config.ignoresEnvironment = true })
}

// WithCorrelationID sets the X-Correlation-ID of a call: visible ASCII characters. Default: a random UUID.
func WithCorrelationID(id string) CallOption {
	return callOption(func(config *callConfig) { config.setID("WithCorrelationID", &config.ids.correlationID, id) })
}

// WithIdempotencyKey sets the Idempotency-Key of a POST: visible ASCII characters. Default: a random UUID.
func WithIdempotencyKey(key string) CallOption {
	return callOption(func(config *callConfig) { config.setID("WithIdempotencyKey", &config.ids.idempotencyKey, key) })
}

// WithResponseMeta fills in meta when the call has ended, well or not; of a stream when it has begun.
func WithResponseMeta(meta *ResponseMeta) CallOption {
	return callOption(func(config *callConfig) {
		if meta == nil {
			config.refuse("WithResponseMeta is nil: give a place for it, or leave it out")
			return
		}
		config.meta = meta
	})
}

// alsoMeta fills in a place of this package beside that of the user.
func alsoMeta(meta *ResponseMeta) CallOption {
	return callOption(func(config *callConfig) { config.alsoMeta = meta })
}
