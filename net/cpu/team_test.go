package cpu

import (
	"sync/atomic"
	"testing"
)

// Each member works once a call, members meet in between, and close ends them, asleep or awake.
func TestTeam(t *testing.T) {
	for _, n := range []int{1, 2, 5} {
		team := newTeam(n)
		var before, after atomic.Int32
		for round := range int32(100) {
			team.do(func(int) {
				before.Add(1)
				team.meeting.wait()
				if got := before.Load(); got != (round+1)*int32(n) {
					t.Errorf("%d members: %d have come when one goes on in round %d", n, got, round)
				}
				team.meeting.wait()
				after.Add(1)
			})
			if got := after.Load(); got != (round+1)*int32(n) {
				t.Errorf("%d members: %d have finished after round %d", n, got, round)
			}
			if round == 50 {
				team.waitUntilAsleep()
			}
		}
		team.close()
	}
	newTeam(3).close()
}

// waitUntilAsleep waits until all helpers sleep.
func (t *team) waitUntilAsleep() {
	for _, h := range t.helpers {
		for i := 0; !h.asleep.Load(); i++ {
			giveWay(i)
		}
	}
}
