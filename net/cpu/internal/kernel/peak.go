package kernel

// sink keeps the compiler from leaving work out whose result nobody uses.
var sink float32

// multiplyAddsGo is what Go reaches without vectors.
func multiplyAddsGo(n int) int {
	var x [12]float32
	v := sink
	for range n {
		x[0] += v * v
		x[1] += v * v
		x[2] += v * v
		x[3] += v * v
		x[4] += v * v
		x[5] += v * v
		x[6] += v * v
		x[7] += v * v
		x[8] += v * v
		x[9] += v * v
		x[10] += v * v
		x[11] += v * v
		v += 1
	}
	for _, v := range x {
		sink += v * 0
	}
	return n * 12 * 2
}
