module github.com/szaher/agentspec/sdk

go 1.25
