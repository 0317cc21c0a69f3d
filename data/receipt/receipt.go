// Package receipt sets a payment's receipt as 80-column text and as PDF, with
// the amount in figures and in words.
package receipt
