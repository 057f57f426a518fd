// Sink is a registry that takes every upload and keeps nothing of it but manifests and configurations' sizes: what is
// left of a push is the client's own cost. It checks no digest. Linux only.
//
//	sink ADDRESS
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: sink ADDRESS")
		os.Exit(2)
	}
	if err := serve(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "sink:", err)
		os.Exit(1)
	}
}

func serve(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:     newRegistry(),
		ConnContext: rememberConnection,
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		<-signals
		_ = server.Close()
	}()
	if err := server.Serve(discardingListener{listener}); err != http.ErrServerClosed {
		return err
	}
	return nil
}
