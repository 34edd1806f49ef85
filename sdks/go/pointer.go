package agentspec

// Float64 returns a pointer to the number, for optional fields such as InvokeOptions.Temperature.
func Float64(number float64) *float64 { return &number }

// Int returns a pointer to the number, for optional fields such as InvokeOptions.MaxTokens.
func Int(number int) *int { return &number }
