package agentspec

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

var (
	startOfPage = regexp.MustCompile(`(?i)^<(!doctype html|html)`)
	// startOfOther is JSON or an event, which are no web page even if the content type says so.
	startOfOther = regexp.MustCompile(`^([{\[]|data:|event:|id:)`)
	titleTag     = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title`)
)

// headOfPage is in how much of a page a title is searched, in bytes.
const headOfPage = 16 << 10

// isPage reports whether the body is a web page, by its start or its content type.
func isPage(media string, body []byte) bool {
	start := bytes.TrimSpace(body[:min(len(body), headOfPage)])
	isDeclared := slices.Contains([]string{"text/html", "application/xhtml+xml"}, strings.ToLower(media))
	return startOfPage.Match(start) || isDeclared && !startOfOther.Match(start)
}

// titleOf returns the title of a page.
func titleOf(body []byte) string {
	found := titleTag.FindSubmatch(body[:min(len(body), headOfPage)])
	if found == nil {
		return ""
	}
	return strings.Join(strings.Fields(textOf(found[1])), " ")
}

// redirectTarget returns where a redirect leads, without user, password, query and fragment, as a browser reads it.
func redirectTarget(target string) string {
	// Blanks around it, and tabs and line breaks in it, do not count.
	cleaned := strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(strings.Trim(target, " \t\r\n"))
	scheme, rest, hasScheme := strings.Cut(cleaned, ":")
	if hasScheme && isScheme(scheme) {
		scheme = strings.ToLower(scheme)
		if scheme != "http" && scheme != "https" {
			return "an address with the scheme " + scheme
		}
		return shownAddress(scheme+"://", strings.TrimLeft(rest, `/\`))
	}
	slashes := len(cleaned) - len(strings.TrimLeft(cleaned, `/\`))
	switch {
	case slashes > 2:
		return "an invalid address"
	case slashes == 2:
		return shownAddress("//", cleaned[2:])
	}
	return withoutQuery(target)
}

func withoutQuery(address string) string {
	if end := strings.IndexAny(address, "?#"); end >= 0 {
		return address[:end]
	}
	return address
}

func shownAddress(scheme, rest string) string {
	rest = withoutQuery(strings.ReplaceAll(rest, `\`, "/"))
	authority, path, _ := strings.Cut(rest, "/")
	host := strings.ToLower(authority[strings.LastIndex(authority, "@")+1:])
	if end := strings.LastIndexAny(host, ":]"); end >= 0 && host[end] == ':' && strings.Trim(host[end+1:], "0123456789") != "" {
		return "an invalid address"
	}
	isOpen, isClosed := strings.HasPrefix(host, "["), strings.Contains(host, "]")
	if host == "" || isOpen != isClosed || strings.ContainsAny(host, " <>^|%\"") {
		return "an invalid address"
	}
	return scheme + host + "/" + path
}

func isScheme(text string) bool {
	return schemeOfURL.MatchString(text)
}

var schemeOfURL = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*$`)
