package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"sync"
)

const maxManifestBytes = 4 << 20

type manifest struct {
	mediaType string
	bytes     []byte
}

// registry remembers the size of each blob, by repository, and manifests whole.
type registry struct {
	mutex     sync.Mutex
	uploads   map[string]int64
	blobs     map[string]int64
	manifests map[string]manifest
	count     int
}

func newRegistry() http.Handler {
	sink := &registry{
		uploads:   map[string]int64{},
		blobs:     map[string]int64{},
		manifests: map[string]manifest{},
	}
	routes := []struct {
		pattern *regexp.Regexp
		handle  func(http.ResponseWriter, *http.Request, []string)
	}{
		{regexp.MustCompile(`^/v2/$`), func(answer http.ResponseWriter, _ *http.Request, _ []string) {
			answer.WriteHeader(http.StatusOK)
		}},
		{regexp.MustCompile(`^/v2/(.+)/blobs/uploads/([^/]*)$`), sink.upload},
		{regexp.MustCompile(`^/v2/(.+)/blobs/([^/]+)$`), sink.blob},
		{regexp.MustCompile(`^/v2/(.+)/manifests/([^/]+)$`), sink.manifest},
	}
	return http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		for _, route := range routes {
			if parts := route.pattern.FindStringSubmatch(request.URL.Path); parts != nil {
				route.handle(answer, request, parts[1:])
				return
			}
		}
		refuse(answer, http.StatusNotFound, "UNSUPPORTED")
	})
}

func (sink *registry) upload(answer http.ResponseWriter, request *http.Request, parts []string) {
	repository, session := parts[0], parts[1]
	if request.Method == http.MethodPost {
		session = sink.open()
	}
	size, isKnown := sink.received(session)
	if !isKnown {
		refuse(answer, http.StatusNotFound, "BLOB_UPLOAD_UNKNOWN")
		return
	}
	count, err := discardBody(request)
	if err != nil {
		refuse(answer, http.StatusBadRequest, "BLOB_UPLOAD_INVALID")
		return
	}
	size += count
	digest := request.URL.Query().Get("digest")
	if digest != "" && request.Method != http.MethodPatch {
		sink.finish(session, repository+"@"+digest, size)
		answer.Header().Set("Location", "/v2/"+repository+"/blobs/"+digest)
		answer.Header().Set("Docker-Content-Digest", digest)
		answer.WriteHeader(http.StatusCreated)
		return
	}
	sink.advance(session, size)
	answer.Header().Set("Location", "/v2/"+repository+"/blobs/uploads/"+session)
	answer.Header().Set("Docker-Upload-UUID", session)
	answer.Header().Set("Range", fmt.Sprintf("0-%d", max(size-1, 0)))
	if request.Method == http.MethodGet {
		answer.WriteHeader(http.StatusNoContent)
		return
	}
	answer.WriteHeader(http.StatusAccepted)
}

func (sink *registry) blob(answer http.ResponseWriter, request *http.Request, parts []string) {
	sink.mutex.Lock()
	size, isKnown := sink.blobs[parts[0]+"@"+parts[1]]
	sink.mutex.Unlock()
	if !isKnown || request.Method != http.MethodHead {
		refuse(answer, http.StatusNotFound, "BLOB_UNKNOWN")
		return
	}
	answer.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	answer.Header().Set("Docker-Content-Digest", parts[1])
	answer.WriteHeader(http.StatusOK)
}

func (sink *registry) manifest(answer http.ResponseWriter, request *http.Request, parts []string) {
	repository, reference := parts[0], parts[1]
	if request.Method == http.MethodPut {
		sink.putManifest(answer, request, repository, reference)
		return
	}
	sink.mutex.Lock()
	found, isKnown := sink.manifests[repository+"@"+reference]
	sink.mutex.Unlock()
	if !isKnown {
		refuse(answer, http.StatusNotFound, "MANIFEST_UNKNOWN")
		return
	}
	answer.Header().Set("Content-Type", found.mediaType)
	answer.Header().Set("Content-Length", strconv.Itoa(len(found.bytes)))
	answer.Header().Set("Docker-Content-Digest", digestOf(found.bytes))
	answer.WriteHeader(http.StatusOK)
	if request.Method != http.MethodHead {
		_, _ = answer.Write(found.bytes)
	}
}

func (sink *registry) putManifest(
	answer http.ResponseWriter, request *http.Request, repository, reference string,
) {
	body, err := io.ReadAll(io.LimitReader(request.Body, maxManifestBytes+1))
	if err != nil || len(body) > maxManifestBytes {
		refuse(answer, http.StatusBadRequest, "MANIFEST_INVALID")
		return
	}
	digest := digestOf(body)
	stored := manifest{request.Header.Get("Content-Type"), body}
	sink.mutex.Lock()
	sink.manifests[repository+"@"+reference] = stored
	sink.manifests[repository+"@"+digest] = stored
	sink.mutex.Unlock()
	answer.Header().Set("Location", "/v2/"+repository+"/manifests/"+digest)
	answer.Header().Set("Docker-Content-Digest", digest)
	answer.WriteHeader(http.StatusCreated)
}

func (sink *registry) open() string {
	sink.mutex.Lock()
	defer sink.mutex.Unlock()
	sink.count++
	session := fmt.Sprintf("00000000-0000-4000-8000-%012d", sink.count)
	sink.uploads[session] = 0
	return session
}

func (sink *registry) received(session string) (int64, bool) {
	sink.mutex.Lock()
	defer sink.mutex.Unlock()
	size, isKnown := sink.uploads[session]
	return size, isKnown
}

func (sink *registry) advance(session string, size int64) {
	sink.mutex.Lock()
	defer sink.mutex.Unlock()
	sink.uploads[session] = size
}

func (sink *registry) finish(session, blob string, size int64) {
	sink.mutex.Lock()
	defer sink.mutex.Unlock()
	delete(sink.uploads, session)
	sink.blobs[blob] = size
}

func digestOf(bytes []byte) string {
	return fmt.Sprintf("sha256:%x", sha256.Sum256(bytes))
}

func refuse(answer http.ResponseWriter, status int, code string) {
	answer.Header().Set("Content-Type", "application/json")
	answer.WriteHeader(status)
	_ = json.NewEncoder(answer).Encode(map[string]any{
		"errors": []map[string]string{{"code": code, "message": "the sink says so"}},
	})
}
