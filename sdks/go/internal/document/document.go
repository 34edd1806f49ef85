// Package document reads the Go blocks of Markdown files, so that tests compile and run them as written.
package document

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// Block is a block of Go in a Markdown file.
type Block struct {
	// Path is the file, and Line the line of the block's first line of code.
	Path string
	Line int
	Text string
	// Environment is what a block of shell before it exports.
	Environment map[string]string
	// Config is the configuration of its mock server, from a comment before it: <!-- mock: {"agents": […]} -->.
	Config json.RawMessage
}

// Place returns the file and the line of a block.
func (b Block) Place() string {
	return fmt.Sprintf("%s:%d", b.Path, b.Line)
}

var (
	comment  = regexp.MustCompile(`^<!-- mock: (.*) -->$`)
	exported = regexp.MustCompile(`^export (\w+)="(.*)"$`)
	fence    = regexp.MustCompile("^(`{3,})(\\w*)$")
)

// Blocks returns the blocks of Go in a file. Blocks within a longer fence belong to it.
func Blocks(path string) ([]Block, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var blocks []Block
	environment := map[string]string{}
	var config json.RawMessage
	lines := strings.Split(string(text), "\n")
	for index := 0; index < len(lines); index++ {
		if found := comment.FindStringSubmatch(lines[index]); found != nil {
			config = json.RawMessage(found[1])
		}
		opening := fence.FindStringSubmatch(lines[index])
		if opening == nil {
			continue
		}
		start := index + 1
		for index++; index < len(lines) && lines[index] != opening[1]; index++ {
		}
		if index == len(lines) {
			return nil, fmt.Errorf("%s:%d: the fence has no end", path, start)
		}
		code := lines[start:index]
		switch opening[2] {
		case "bash", "sh":
			for _, line := range code {
				if found := exported.FindStringSubmatch(line); found != nil {
					environment[found[1]] = found[2]
				}
			}
		case "go":
			blocks = append(blocks, Block{Path: path, Line: start + 1, Text: strings.Join(code, "\n") + "\n", Environment: environment, Config: config})
			environment, config = map[string]string{}, nil
		}
	}
	return blocks, nil
}

var prints = regexp.MustCompile(`// prints (.*)$`)

// Announced returns the output that comments announce: a line for each `// prints …`, in which … is any text; nil if there is none.
func (b Block) Announced() *regexp.Regexp {
	var lines []string
	for line := range strings.Lines(b.Text) {
		if found := prints.FindStringSubmatch(strings.TrimRight(line, "\n")); found != nil {
			lines = append(lines, strings.ReplaceAll(regexp.QuoteMeta(found[1]), "…", ".+"))
		}
	}
	if lines == nil {
		return nil
	}
	return regexp.MustCompile("^" + strings.Join(lines, "\n") + "\n?$")
}

var quotes = regexp.MustCompile(`(?m)^\s*// "(.*)"$`)

// Quoted returns the texts that comments quote as output, as in `// "Paris"`.
func (b Block) Quoted() []string {
	var texts []string
	for _, found := range quotes.FindAllStringSubmatch(b.Text, -1) {
		texts = append(texts, found[1])
	}
	return texts
}
