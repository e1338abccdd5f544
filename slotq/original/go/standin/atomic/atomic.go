// Package atomic stands in for Go's sync/atomic: each operation stops first.
package atomic

import "original/control"

// CompareAndSwapUint32 is one step.
func CompareAndSwapUint32(address *uint32, old, new uint32) bool {
	return control.CompareAndSwap(address, old, new)
}

// LoadUint32 is one step.
func LoadUint32(address *uint32) uint32 {
	control.Access(address, "load")
	return *address
}

// StoreUint32 is one step.
func StoreUint32(address *uint32, value uint32) {
	control.Access(address, "store")
	*address = value
}
