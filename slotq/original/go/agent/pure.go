package agent

import (
	"fmt"
	"original/control"
)

// Counts are counters, in the order of the states, none included.
type Counts struct {
	Request   []uint64 `json:"request"`
	Container []uint64 `json:"container"`
}

// Call is a call for its key; texts may be any bytes.
type Call struct {
	Texts       [4][]byte   `json:"texts"`
	Timeout     int32       `json:"timeout"`
	IdleTimeout int32       `json:"idle_timeout"`
	TmpFsSize   uint32      `json:"tmp_fs_size"`
	Memory      uint64      `json:"memory"`
	CPUs        uint64      `json:"cpus"`
	Config      [][2][]byte `json:"config"`
	Annotations [][2][]byte `json:"annotations"`
	Extensions  []byte      `json:"extensions"`
}

func (c Counts) stats() slotQueueStats {
	var stats slotQueueStats
	copy(stats.requestStates[:], c.Request)
	copy(stats.containerStates[:], c.Container)
	return stats
}

// IsNeeded says whether another container is needed.
func IsNeeded(counts Counts) bool {
	stats := counts.stats()
	return isNewContainerNeeded(&stats)
}

// IsIdle says whether a queue with these counters is idle.
func IsIdle(counts Counts) (idle bool, err error) {
	queue := NewSlotQueue("queue")
	queue.stats = counts.stats()
	err = control.NewWorld().Once("idle", func() { idle = queue.isIdle() })
	return idle, err
}

// TakesExtensions says whether this version's key has the slot's extensions.
func TakesExtensions() bool {
	_, ok := any(getSlotQueueKey).(func(*call, string) string)
	return ok
}

// Key is the key of a call.
func Key(given Call) ([]byte, error) {
	made := &call{
		AppID: string(given.Texts[0]), SyslogURL: string(given.Texts[1]), FnID: string(given.Texts[2]),
		Image: string(given.Texts[3]), Timeout: given.Timeout, IdleTimeout: given.IdleTimeout,
		TmpFsSize: given.TmpFsSize, Memory: given.Memory, CPUs: given.CPUs,
		Config: map[string]string{}, Annotations: annotations{},
	}
	for _, pair := range given.Config {
		made.Config[string(pair[0])] = string(pair[1])
	}
	for _, pair := range given.Annotations {
		made.Annotations[string(pair[0])] = pair[1]
	}
	switch key := any(getSlotQueueKey).(type) {
	case func(*call) string:
		return []byte(key(made)), nil
	case func(*call, string) string:
		return []byte(key(made, string(given.Extensions))), nil
	}
	return nil, fmt.Errorf("getSlotQueueKey takes other arguments than are known")
}
