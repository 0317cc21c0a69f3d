package data

// UnitKey is the key by which a unit is found.
var UnitKey = unitKey

// ResidesNow is the definition of who lives in a unit now.
const ResidesNow = residesNow
