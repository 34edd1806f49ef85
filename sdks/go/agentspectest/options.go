package agentspectest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Option configures a server.
type Option func(*config)

type config struct {
	program      string
	settings     []setting
	more         []string
	key, token   string
	isUnverified bool
}

// setting is a file that an option of the program takes.
type setting struct {
	option string
	// value is a path, or what is written to a file as JSON.
	value any
}

// WithProgram names the program agentspec-mock by its path.
func WithProgram(path string) Option { return func(c *config) { c.program = path } }

// WithConfig sets agents, replies, pipelines and limits: the path of a YAML file, or a value with its contents, which is written as JSON. The README of
// agentspec-mock has the keys.
func WithConfig(contents any) Option {
	return func(c *config) { c.settings = append(c.settings, setting{"config", contents}) }
}

// WithScenarios sets scenarios, which determine each byte of a response: the path of a YAML file, or a value with its contents. It may be given again.
func WithScenarios(contents any) Option {
	return func(c *config) { c.settings = append(c.settings, setting{"scenarios", contents}) }
}

// WithAPIKey sets the key that clients must send. Without a key and a token, every client is accepted.
func WithAPIKey(key string) Option { return func(c *config) { c.key = key } }

// WithToken sets the bearer token that clients must send.
func WithToken(token string) Option { return func(c *config) { c.token = token } }

// WithDialect sets the API that the server speaks: "documented", or "runtime" for that of the public AgentSpec runtime.
func WithDialect(dialect string) Option {
	return func(c *config) { c.more = append(c.more, "--dialect", dialect) }
}

// WithoutVerify lets a test end although something that was scripted was not used.
func WithoutVerify() Option { return func(c *config) { c.isUnverified = true } }

// arguments returns those of the program. Files are written to the folder.
func (c *config) arguments(folder string) ([]string, error) {
	arguments := c.more
	for index, setting := range c.settings {
		path, isPath := setting.value.(string)
		if !isPath {
			text, err := json.Marshal(setting.value)
			if err != nil {
				return nil, fmt.Errorf("the %s cannot be written as JSON: %w", setting.option, err)
			}
			path = filepath.Join(folder, fmt.Sprintf("%s-%d.json", setting.option, index))
			if err := os.WriteFile(path, text, 0o600); err != nil {
				return nil, err
			}
		}
		arguments = append(arguments, "--"+setting.option, path)
	}
	return arguments, nil
}

// environment has the credentials, which the list of processes does not show. An empty variable counts as unset, and keeps the surrounding one out.
func (c *config) environment() []string {
	return []string{"AGENTSPEC_MOCK_API_KEY=" + c.key, "AGENTSPEC_MOCK_TOKEN=" + c.token}
}
