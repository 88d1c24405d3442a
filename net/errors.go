package net

import "errors"

// ErrNotFinite is returned by a Learner's Step when a loss or a gradient is NaN or infinite.
var ErrNotFinite = errors.New("loss or gradient is not finite")
