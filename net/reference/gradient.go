package reference

import "tengen/net"

// Gradient returns the derivative of policy + valueWeight·value by element i of the tensor called name, by
// central differences.
func (r *Network) Gradient(mb *net.Minibatch, valueWeight float64, name string, i int) float64 {
	const h = 1e-5
	t := r.Tensors[name]
	kept := t[i]
	at := func(v float64) float64 {
		t[i] = v
		policy, value := r.Loss(mb)
		return policy + valueWeight*value
	}
	d := (at(kept+h) - at(kept-h)) / (2 * h)
	t[i] = kept
	return d
}
