package main

import (
	"fmt"
	"strings"

	"tengen/net"
)

// precisionsJSON lists what was measured of a model.
func precisionsJSON(m *net.Model) []map[string]any {
	all := []map[string]any{}
	for _, r := range m.Reports {
		all = append(all, map[string]any{
			"precision": r.Precision, "positions": r.Positions, "policy_kl": r.PolicyKL, "value_rms": r.ValueRMS, "passed": r.Passed(),
			"policy_kl_bound": net.MostPolicyKL, "value_rms_bound": net.MostValueRMS,
		})
	}
	return all
}

// precisionsText says the same to people, a line each.
func precisionsText(m *net.Model) string {
	if len(m.Reports) == 0 && len(m.Ranges) == 0 {
		return "\nother precisions than float32 were not measured"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nranges of %d layers", len(m.Ranges))
	for _, r := range m.Reports {
		verdict := "failed"
		if r.Passed() {
			verdict = "passed"
		}
		fmt.Fprintf(&b, "\nprecision %s %s: policy KL %.2g nats (%.2g of the bound), value RMS %.2g (%.2g of the bound), over %d positions",
			r.Precision, verdict, r.PolicyKL, r.PolicyKL/net.MostPolicyKL, r.ValueRMS, r.ValueRMS/net.MostValueRMS, r.Positions)
	}
	return b.String()
}
