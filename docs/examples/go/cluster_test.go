package shop

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// A RocketMQ cluster that lives as long as a test.
type cluster struct {
	NameServer string `json:"namesrv"`
	Control    string `json:"control"`
}

// Starts one, with the flags of `rocketproof cluster`, and returns once clients can send.
func startCluster(t *testing.T, flags ...string) (started cluster) {
	t.Helper()
	command := os.Getenv("ROCKETPROOF")
	if command == "" {
		command = "npx rocketproof"
	}
	args := append(append(strings.Fields(command), "cluster", "--port", "0"), flags...)
	process := exec.Command(args[0], args[1:]...)
	process.Stderr = os.Stderr
	// npx starts the program as a process of its own: all of them end together.
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	output, err := process.StdoutPipe()
	must(t, err)
	must(t, process.Start())
	t.Cleanup(func() {
		syscall.Kill(-process.Process.Pid, syscall.SIGTERM)
		process.Wait()
	})
	line, err := bufio.NewReader(output).ReadBytes('\n')
	must(t, err)
	must(t, json.Unmarshal(line, &started))
	return started
}

// "kill", "restart", "pause", "power-loss" … a node, by name or by role; its name.
func (c cluster) post(t *testing.T, what, node string) string {
	t.Helper()
	body, err := json.Marshal(map[string]string{"broker": node})
	must(t, err)
	answer, err := http.Post(c.Control+"/"+what, "application/json", bytes.NewReader(body))
	must(t, err)
	defer answer.Body.Close()
	var told struct{ Node, Error string }
	must(t, json.NewDecoder(answer.Body).Decode(&told))
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s", what, node, told.Error)
	}
	return told.Node
}
