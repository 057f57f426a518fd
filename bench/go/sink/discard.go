package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
)

// discardingListener gives connections that can drop bytes in the kernel, so that the sink takes next to no CPU away
// from the client that is measured.
type discardingListener struct{ net.Listener }

func (listener discardingListener) Accept() (net.Conn, error) {
	connection, err := listener.Listener.Accept()
	if err != nil {
		return nil, err
	}
	tcp, isTCP := connection.(*net.TCPConn)
	if !isTCP {
		return connection, nil
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return nil, err
	}
	return &discardingConnection{TCPConn: tcp, raw: raw}, nil
}

type discardingConnection struct {
	*net.TCPConn
	raw          syscall.RawConn
	isDiscarding atomic.Bool
}

// Read counts bytes without copying them while the connection discards.
func (connection *discardingConnection) Read(buffer []byte) (int, error) {
	if !connection.isDiscarding.Load() || len(buffer) == 0 {
		return connection.TCPConn.Read(buffer)
	}
	var count int
	var failure error
	err := connection.raw.Read(func(descriptor uintptr) bool {
		for {
			count, _, failure = syscall.Recvfrom(int(descriptor), buffer, syscall.MSG_TRUNC|syscall.MSG_DONTWAIT)
			if !errors.Is(failure, syscall.EINTR) {
				return !errors.Is(failure, syscall.EAGAIN)
			}
		}
	})
	switch {
	case err != nil:
		return 0, err
	case failure != nil:
		return 0, failure
	case count == 0:
		return 0, io.EOF
	}
	return count, nil
}

type connectionKey struct{}

func rememberConnection(parent context.Context, connection net.Conn) context.Context {
	return context.WithValue(parent, connectionKey{}, connection)
}

// A read larger than the HTTP server's own buffer goes straight to the connection.
const discardBytes = 4 << 20

// discardBody reads a body to its end and tells how long it was.
func discardBody(request *http.Request) (int64, error) {
	buffer := make([]byte, discardBytes)
	total, err := discardInKernel(request, buffer)
	for err == nil {
		var count int
		count, err = request.Body.Read(buffer)
		total += int64(count)
	}
	if errors.Is(err, io.EOF) {
		return total, nil
	}
	return total, err
}

// discardInKernel drops all but the last byte of a body of known length: with the last one the server begins to read
// the next request, and that is not to be dropped. The frames of a chunked body have to be read to be understood.
func discardInKernel(request *http.Request, buffer []byte) (int64, error) {
	connection, isOurs := request.Context().Value(connectionKey{}).(*discardingConnection)
	if !isOurs {
		return 0, nil
	}
	connection.isDiscarding.Store(true)
	defer connection.isDiscarding.Store(false)
	var total int64
	for total < request.ContentLength-1 {
		count, err := request.Body.Read(buffer[:min(discardBytes, request.ContentLength-1-total)])
		total += int64(count)
		if err != nil {
			return total, err
		}
	}
	return total, nil
}
