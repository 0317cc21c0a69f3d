package value

import "net/netip"

// Network is what tells one peer's address from another's: an IPv4 address, or the
// network of 64 bits within which an IPv6 peer can change its own. What is no address,
// such as local, stands for itself.
func Network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return Limit(Clean(address), 45)
	}
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		return ip.String()
	}
	return netip.PrefixFrom(ip, 64).Masked().String()
}
