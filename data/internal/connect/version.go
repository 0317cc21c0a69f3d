package connect

import "fmt"

// Major is the number of a server's release, by its server_version such as
// 15.18 (Debian 15.18-1) or 18beta1; 0 where that is none.
func Major(version string) (major int) {
	if _, err := fmt.Sscan(version, &major); err != nil {
		return 0
	}
	return major
}
