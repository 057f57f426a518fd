// Measure runs a program and writes down what the kernel charged to it and to the programs that it waited for: wall
// time, CPU, the memory of the largest process, bytes written to disk. Linux only.
//
//	measure RESULT.json PROGRAM [ARGUMENT...]
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// Measurement is what the result file holds.
type Measurement struct {
	ExitCode      int     `json:"exitCode"`
	WallSeconds   float64 `json:"wallSeconds"`
	UserSeconds   float64 `json:"userSeconds"`
	SystemSeconds float64 `json:"systemSeconds"`
	PeakBytes     int64   `json:"peakBytes"`
	WrittenBytes  int64   `json:"writtenBytes"`
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: measure RESULT.json PROGRAM [ARGUMENT...]")
		os.Exit(2)
	}
	result, err := measure(os.Args[2], os.Args[3:])
	if err == nil {
		err = write(os.Args[1], result)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
	os.Exit(result.ExitCode)
}

func measure(program string, arguments []string) (Measurement, error) {
	child := exec.Command(program, arguments...)
	child.Stdin, child.Stdout, child.Stderr = nil, os.Stdout, os.Stderr
	// Nothing that is measured outlives a benchmark that is stopped; the kernel sends that signal when the thread ends.
	runtime.LockOSThread()
	child.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)

	started := time.Now()
	if err := child.Start(); err != nil {
		return Measurement{}, err
	}
	go func() {
		for name := range signals {
			_ = child.Process.Signal(name)
		}
	}()
	if err := untilEnded(child.Process.Pid); err != nil {
		return Measurement{}, err
	}
	wall := time.Since(started)
	// The counters of a process can be read until it is waited for, those of the children that it waited for included.
	written, err := writtenBytes(child.Process.Pid)
	if err != nil {
		return Measurement{}, err
	}
	if err := child.Wait(); child.ProcessState == nil {
		return Measurement{}, err
	}
	state := child.ProcessState
	usage, isUsage := state.SysUsage().(*syscall.Rusage)
	if !isUsage {
		return Measurement{}, fmt.Errorf("no resource usage of %s", program)
	}
	return Measurement{
		ExitCode:      exitCode(state),
		WallSeconds:   wall.Seconds(),
		UserSeconds:   state.UserTime().Seconds(),
		SystemSeconds: state.SystemTime().Seconds(),
		PeakBytes:     usage.Maxrss * 1024,
		WrittenBytes:  written,
	}, nil
}

// UntilEnded waits for the end of a process and leaves it there to be looked at.
func untilEnded(pid int) error {
	const byPid, exited, leave = 1, 4, 0x01000000
	for {
		var information [128]byte
		_, _, number := syscall.Syscall6(
			syscall.SYS_WAITID, byPid, uintptr(pid), uintptr(unsafe.Pointer(&information)), exited|leave, 0, 0)
		if number == 0 {
			return nil
		}
		if number != syscall.EINTR {
			return fmt.Errorf("cannot wait for process %d: %w", pid, number)
		}
	}
}

func writtenBytes(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, isFound := strings.CutPrefix(line, "write_bytes: "); isFound {
			return strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		}
	}
	return 0, fmt.Errorf("/proc/%d/io has no write_bytes", pid)
}

func exitCode(state *os.ProcessState) int {
	if status, isStatus := state.Sys().(syscall.WaitStatus); isStatus && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}

func write(file string, result Measurement) error {
	text, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}
