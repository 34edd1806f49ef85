package agentspec

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/szaher/agentspec/sdk/internal/safe"
)

const (
	defaultBaseURL     = "http://localhost:8080"
	defaultEventLimit  = 16 << 20
	defaultAnswerLimit = 64 << 20
)

// settings are what a client is configured with, and what its calls and those of its copies share.
type settings struct {
	// baseURL has no slash at its end.
	baseURL *url.URL
	base    string
	auth    authentication
	// credentials are the fixed ones of this client and of those that it was copied from: a server may echo any of them.
	credentials []Credential
	// secrets are those credentials.
	secrets                   *safe.Secrets
	retryDelay, maxRetryDelay time.Duration
	budget                    *RetryBudget
	recent                    *recentCalls
	eventLimit, answerLimit   int
	http                      exchanger
	// transport is the client's own; nil with a user's HTTP client.
	transport *http.Transport
	logger    *slog.Logger
	clock     clock
	calls     callSettings
	plainHTTP *plainHTTP
}

// clientConfig is what a client is given.
type clientConfig struct {
	// made becomes the settings of the client.
	made settings
	// baseURL is nil if it is not given, and so is credential.
	baseURL            *string
	credential         *authentication
	credentialNames    []string
	ignoresEnvironment bool
}

func (c *clientConfig) refuse(format string, values ...any) { c.made.calls.refuse(format, values...) }

func (c *clientConfig) setCredential(name string, auth authentication) {
	// The last one of a name counts.
	if len(c.credentialNames) == 0 || c.credentialNames[len(c.credentialNames)-1] != name {
		c.credentialNames = append(c.credentialNames, name)
	}
	c.credential = &auth
}

func (c *clientConfig) setBytes(name string, target *int, bytes, usual int) {
	if bytes < 0 {
		c.refuse("%s is %d: expected a number of bytes, 0 or more", name, bytes)
	}
	if bytes == 0 {
		c.refuse("%s is 0 bytes: give a larger number of bytes, such as %d", name, usual)
	}
	*target = bytes
}

// newSettings reads what a new client is given.
func newSettings(options []Option) (*settings, *failure) {
	config := clientConfig{made: settings{
		retryDelay:    time.Second,
		maxRetryDelay: time.Minute,
		budget:        NewRetryBudget(DefaultRetryBudget),
		recent:        new(recentCalls),
		eventLimit:    defaultEventLimit,
		answerLimit:   defaultAnswerLimit,
		clock:         systemClock{},
		calls:         defaultCallSettings,
	}}
	if refusal := config.apply(options); refusal != nil {
		return nil, refusal
	}
	if refusal := config.checkDialect(); refusal != nil {
		return nil, refusal
	}
	given, origin := config.baseURL, "WithBaseURL"
	if given == nil {
		value, refusal := config.variable("AGENTSPEC_BASE_URL")
		if refusal != nil {
			return nil, refusal
		}
		if given, origin = value, "AGENTSPEC_BASE_URL"; given == nil {
			usual := defaultBaseURL
			given = &usual
		}
	}
	if refusal := config.setBaseURL(*given, origin); refusal != nil {
		return nil, refusal
	}
	if refusal := config.checkCredential(); refusal != nil {
		return nil, refusal
	}
	if config.credential == nil {
		if refusal := config.readCredential(); refusal != nil {
			return nil, refusal
		}
	}
	return config.finish()
}

// changedSettings returns the settings with what is given in their place.
func changedSettings(old *settings, options []Option) (*settings, *failure) {
	config := clientConfig{made: *old}
	if refusal := config.apply(options); refusal != nil {
		return nil, refusal
	}
	if config.baseURL != nil {
		if refusal := config.setBaseURL(*config.baseURL, "WithBaseURL"); refusal != nil {
			return nil, refusal
		}
	}
	if refusal := config.checkCredential(); refusal != nil {
		return nil, refusal
	}
	return config.finish()
}

func (c *clientConfig) apply(options []Option) *failure {
	for _, option := range options {
		if option == nil {
			return configuration("an option of the client is nil: leave it out")
		}
		option.applyToClient(c)
	}
	return nil
}

// finish makes the settings, once base URL and credential are known to be right.
func (c *clientConfig) finish() (*settings, *failure) {
	made := c.made
	if made.calls.problem != "" {
		return nil, configuration(made.calls.problem)
	}
	if c.credential != nil {
		made.auth = *c.credential
		if made.auth.fixed.secret != nil {
			made.credentials = append(slices.Clip(made.credentials), made.auth.fixed)
		}
	}
	made.secrets = made.newSecrets()
	if made.http.transport == nil {
		made.transport = newTransport()
		made.http = exchanger{transport: made.transport}
	}
	if made.plainHTTP == nil || c.baseURL != nil {
		made.plainHTTP = &plainHTTP{isOpen: made.baseURL.Scheme == "http" && !isLoopback(made.baseURL.Hostname())}
	}
	made.warnOfPlainHTTP()
	return &made, nil
}

// newSecrets returns the secrets of a call that has sent none of its own.
func (s *settings) newSecrets() *safe.Secrets {
	secrets := safe.New()
	for _, credential := range s.credentials {
		secrets.Add(*credential.secret)
	}
	return secrets
}

// checkCredential refuses credentials that cannot be sent, and more than one, as it would be unclear which to use.
func (c *clientConfig) checkCredential() *failure {
	if len(c.credentialNames) > 1 {
		one, other := c.credentialNames[0], c.credentialNames[1]
		return configuration(fmt.Sprintf("%s and %s are both set: a client uses one; leave the other out", one, other))
	}
	if c.credential == nil || c.credential.fixed.secret == nil {
		return nil
	}
	if problem := c.credential.fixed.problem(); problem != "" {
		return configuration(c.credentialNames[0] + " " + problem)
	}
	return nil
}

// readCredential reads the credential of the environment: of two the key.
func (c *clientConfig) readCredential() *failure {
	for _, row := range []struct {
		name string
		make func(string) Credential
	}{{"AGENTSPEC_API_KEY", APIKeyCredential}, {"AGENTSPEC_TOKEN", TokenCredential}} {
		value, refusal := c.variable(row.name)
		if refusal != nil {
			return refusal
		}
		if value == nil {
			continue
		}
		credential := row.make(*value)
		if problem := credential.problem(); problem != "" {
			return configuration(row.name + " " + problem)
		}
		c.credential = &authentication{fixed: credential}
		return nil
	}
	return nil
}

// checkDialect refuses a dialect of the environment that other SDKs speak.
func (c *clientConfig) checkDialect() *failure {
	dialect, refusal := c.variable("AGENTSPEC_DIALECT")
	if refusal == nil && dialect != nil && *dialect != "documented" {
		refusal = configuration("AGENTSPEC_DIALECT must be `documented` or unset: " + documentedAlone)
	}
	return refusal
}

// variable returns a variable of the environment. An empty one counts as unset.
func (c *clientConfig) variable(name string) (*string, *failure) {
	if c.ignoresEnvironment {
		return nil, nil
	}
	value := os.Getenv(name)
	switch {
	case value == "":
		return nil, nil
	case !utf8.ValidString(value):
		return nil, configuration(name + " is not UTF-8: set it again, or unset it")
	default:
		return &value, nil
	}
}

var leadingScheme = regexp.MustCompile(`^[A-Za-z][A-Za-z\d+.-]*:`)

// setBaseURL reads the base URL. The origin is the option or the variable that it is from.
func (c *clientConfig) setBaseURL(text, origin string) *failure {
	refuse := func(why string) *failure {
		return configuration(fmt.Sprintf("%s %s, as in %s", origin, why, defaultBaseURL))
	}
	noURL := func() *failure {
		return refuse("is not a URL: give a scheme, a host, and optionally a port and a path")
	}
	text = strings.TrimSpace(text)
	found := strings.ToLower(leadingScheme.FindString(text))
	if found == "" {
		return noURL()
	}
	rest, hasSlashes := strings.CutPrefix(text[len(found):], "//")
	switch {
	case found != "http:" && found != "https:" || !hasSlashes:
		return refuse("must start with http:// or https://")
	case strings.ContainsFunc(text, func(letter rune) bool { return unicode.IsControl(letter) || letter == '\\' }):
		return refuse("contains a control character or a backslash: check how it was read")
	case rest == "" || rest[0] == '?' || rest[0] == '#':
		return noURL()
	case rest[0] == '/':
		return refuse("has no host: give one")
	}
	parsed, err := url.Parse(text)
	if err != nil || !utf8.ValidString(text) {
		return noURL()
	}
	if password, hasPassword := parsed.User.Password(); parsed.User.Username() != "" || hasPassword && password != "" {
		return refuse("contains a user name or password: give the credential by WithAPIKey or WithToken, and only the address of the server here")
	}
	if strings.ContainsAny(text, "?#") {
		return refuse("has a query or a fragment: give only a scheme, a host, a port and a path")
	}
	host, ok := hostOf(parsed)
	if !ok {
		return noURL()
	}
	base := parsed.Scheme + "://" + host + pathOf(parsed)
	if c.made.baseURL, err = url.Parse(base); err != nil {
		return noURL()
	}
	c.made.base = base
	return nil
}

// hostOf returns the host in lower case, with the port unless it is that of the scheme.
func hostOf(parsed *url.URL) (string, bool) {
	name, port := strings.ToLower(parsed.Hostname()), parsed.Port()
	if name == "" {
		return "", false
	}
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	if port == "" || parsed.Scheme == "http" && port == "80" || parsed.Scheme == "https" && port == "443" {
		return name, true
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return "", false
	}
	return fmt.Sprintf("%s:%d", name, number), true
}

// pathOf returns the path, encoded, with its dots resolved and without slashes at its end.
func pathOf(parsed *url.URL) string {
	var segments []string
	for _, segment := range strings.Split(strings.TrimPrefix(parsed.EscapedPath(), "/"), "/") {
		switch strings.ReplaceAll(strings.ToLower(segment), "%2e", ".") {
		case ".":
		case "..":
			segments = segments[:max(len(segments)-1, 0)]
		default:
			segments = append(segments, segment)
		}
	}
	return strings.TrimRight("/"+strings.Join(segments, "/"), "/")
}

// isLoopback reports whether the host is this machine, however its name or address is written.
func isLoopback(host string) bool {
	name := strings.TrimSuffix(strings.ToLower(host), ".")
	if name == "localhost" || path.Ext("x."+name) == ".localhost" {
		return true
	}
	address := net.ParseIP(host)
	return address != nil && address.IsLoopback()
}
