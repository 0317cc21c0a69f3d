package users_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/screens/screentest"
)

type u = accounts.User

func TestAddAnAccount(t *testing.T) {
	t.Parallel()
	play := func(d *screentest.Desk) {
		d.Keys("n")
		d.Type("Ravi Singh")
		d.Keys("tab")
		d.Type("ravi@greenpark.example")
		d.Keys("tab")
		d.Type("98200 55555")
		d.Keys("tab", "s", "tab")
		d.Type(d.Password)
		d.Keys("ctrl+s")
	}
	check := func(d *screentest.Desk) {
		t.Helper()
		want := accounts.Draft{Name: "Ravi Singh", Email: "ravi@greenpark.example", Phone: "98200 55555", Role: role.Staff}
		if len(added(d)) != 1 || added(d)[0] != want {
			t.Fatalf("added %+v", added(d))
		}
		d.See("One-time password for Ravi Singh", once(d), "ravi@greenpark.example")
		d.Keys("q", "1", "n", " ")
		d.See(once(d))
		d.Keys("enter")
		d.Miss(once(d))
		d.See("> Ravi Singh")
	}
	d := open(t, "")
	play(d)
	check(d)
	// The same keys, typed before any answer came.
	d = open(t, "")
	d.Pause()
	play(d)
	d.Resume()
	check(d)
}

func TestWhatIsWrongStandsBesideItsField(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Keys("n")
	d.Type("Ravi Singh")
	d.Keys("tab")
	d.Type("asha@greenpark.example")
	d.Keys("tab", "tab", "tab")
	d.Type("wrong")
	d.Keys("ctrl+s")
	d.See("! This is not your own password.", "Ravi Singh")
	d.Keys("ctrl+u")
	d.Type(d.Password)
	d.Keys("ctrl+s")
	d.See("Another account has this e-mail address already.", "> E-mail")
	d.Keys("ctrl+u")
	d.Type("ravi@greenpark.example")
	d.Keys("ctrl+s")
	d.See("One-time password for Ravi Singh")
}

// TestALostAnswerLosesNoPassword: the password was made before it was sent.
func TestALostAnswerLosesNoPassword(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Lose("Accounts.ResetPassword")
	d.Keys("end", "p")
	d.Type(d.Password)
	d.Keys("ctrl+s")
	d.See("One-time password for Vijay More", once(d))
	if n := d.Called("Accounts.ResetPassword"); n != 1 {
		t.Errorf("sent %d times", n)
	}
	d.Keys("ctrl+c")
	d.See("lose the one-time password?")
}

func TestAnEditThatSomebodyElseMadeFirst(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Keys("end", "e", "ctrl+u")
	d.Type("Vijay A. More")
	d.Accounts.Change("Vijay More", func(v *u) { v.Phone = "98200 99999" })
	d.Keys("ctrl+s")
	d.See("Vijay More was changed by Vijay More at 14:07", "Changed meanwhile by Vijay More at 14:07, now: Phone 98200 99999.",
		"Not saved: Name Vijay A. More.", "98200 99999", "changed meanwhile")
	if v := d.Accounts.Find("Vijay More"); v.Phone != "98200 99999" {
		t.Error("the other's edit was overwritten unseen")
	}
	d.Keys("ctrl+s")
	d.See("Saved Vijay A. More.")
	if v := d.Accounts.Find("Vijay A. More"); v.Phone != "98200 99999" {
		t.Errorf("the second save took the other's edit back: %+v", v)
	}
}

func TestAFailedSaveKeepsTheForm(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Fail("Accounts.Edit", screentest.Down())
	d.Keys("end", "e", "ctrl+u")
	d.Type("Vijay A. More")
	d.Keys("ctrl+s")
	d.See("not saved: the database cannot be reached", "Vijay A. More")
	d.Keys("esc")
	d.See("Leave without saving what you typed? y/n")
	d.Keys("n", "ctrl+s")
	d.See("Saved Vijay A. More.")
}

func TestRole(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Keys("down", "r", "g", "tab")
	d.Type(d.Password)
	d.Keys("ctrl+s")
	d.See("This is the last active admin; make another one first.", "Role of Asha Rao")
	d.Keys("esc", "y", "end", "r", "a", "tab")
	d.Type(d.Password)
	d.Keys("ctrl+s")
	d.See("Vijay More is admin now. Open desks end.")
	if v := d.Accounts.Find("Vijay More"); v.Role != "admin" {
		t.Errorf("the role is %s", v.Role)
	}
}

func TestBanAndLetInAgain(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Keys("end", "s", "b")
	d.See("Vijay More is banned. Open desks end now.", "banned!")
	d.Keys("right", "right", "right", "right", "right")
	d.See("[Barred]", "Vijay More", "Imran Shaikh", "Arun Joshi")
	d.Miss("Sunita")
	d.Keys("end", "s", "a")
	d.See("Vijay More is active and may sign in.")
	d.Miss("> Vijay More")
}

// Whoever bars or deletes their own account cannot undo it, so it says whose it is.
func TestOnesOwnAccountIsAskedAbout(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Keys("down", "s", "i")
	d.See("Make your own account inactive? Only another admin undoes it. y/n")
	d.Keys("n", "x")
	d.See("Delete your own account? Only another admin undoes it. y/n")
	d.Keys("n")
	if n := d.Called("Accounts.SetStatus") + d.Called("Accounts.Delete"); n != 0 {
		t.Fatalf("%d writes after a no", n)
	}
	d.Keys("s", "i", "y")
	if d.Called("Accounts.SetStatus") != 1 {
		t.Error("nothing was written after a yes")
	}
}

func TestDeleteAndRestore(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Keys("end", "x")
	d.See("Delete Vijay More (vijay@greenpark.example)? Open desks end. y/n")
	d.Keys("n")
	if d.Called("Accounts.Delete") != 0 {
		t.Fatal("deleted after a no")
	}
	d.Keys("x", "y")
	d.See("Deleted Vijay More.")
	d.Miss("vijay@")
	// What the sentence offers is for who it names, not for who is under the cursor.
	d.Keys("u")
	d.See("Restored Vijay More: staff, active.")
	d.Keys("end", "x", "y")
	d.Keys("left")
	d.See("[Deleted]", "Old Clerk", "Vijay More")
	d.Keys("end", "e")
	d.See("Vijay More is deleted. u restores the account first.")
	d.Keys("u")
	d.See("Restored Vijay More: staff, active.")
	d.UpToDate()
	d.Miss("> Vijay More")
	d.Keys("right", "end", "u")
	d.See("is not deleted.")
}

func TestKeys(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Pause()
	d.Keys("down", "down", "down", "down", "k", "2") // before the keys are known
	d.Resume()
	d.See("from Sunita Pawar? Open desks end. y/n")
	d.Keys("y")
	if d.SSHKeys.Len() != 1 || d.SSHKeys.Find("SHA256:gate").Comment == "" {
		t.Error("the wrong key was taken")
	}
	d.See("Removed the key. Open desks of Sunita Pawar end now.", "sunita@gate, last used 12:37", "  SHA256:gate")
	d.UpToDate()
	d.Keys("k", "n")
	d.Paste(publicKey[:40] + "\n" + publicKey[40:] + "\n")
	d.Keys("tab")
	d.Type(d.Password)
	d.Keys("ctrl+s")
	d.See("Sunita Pawar may sign in with the key.", "laptop, never used", "  "+fingerprint)
	d.Keys("k", "n")
	d.Paste("ssh-ed25519 AAAA one\nssh-ed25519 BBBB two")
	d.Keys("tab")
	d.Type("wrong")
	d.Keys("ctrl+s")
	d.See("This is not a public key; paste one line", "ssh-ed25519 BBBB two")
}

func TestTheOwnPasswordIsChangedElsewhere(t *testing.T) {
	t.Parallel()
	d := open(t, "Asha Rao")
	d.See("Asha Rao")
	d.Keys("p")
	d.See("Your own password is changed with g, then p.")
	d.Miss("Your password")
}

func TestAFingerprintIsShownWhole(t *testing.T) {
	t.Parallel()
	const whole = "SHA256:Rze0p6tYCHNAHnQ7FlQ7yolJxe5Ozo7JJA/wO/GSuww"
	d := open(t, "")
	d.Resize(60, 16)
	d.SSHKeys.Change("SHA256:gate", func(k *screentest.Key) { k.Fingerprint, k.Comment = whole, strings.Repeat("a long comment ", 6) })
	d.Keys("down", "down", "down", "down", "enter")
	d.See("     " + whole)
	d.Keys("k")
	d.See("a long comment …  SHA256:Rze0p6tY…, last")
}

func TestHistoryAndUnit(t *testing.T) {
	t.Parallel()
	d := open(t, "Meera Joshi")
	d.See("Users > Account", "Meera Joshi   active", "A-101     owner, primary contact", "B-204     family member, moved out", "C-301     tenant, moves in on 1 Feb 2027", "at a desk now")
	d.Keys("h")
	if len(d.Opened) != 1 || d.Opened[0] != "audit users/"+id(d, "Meera Joshi").String() {
		t.Errorf("opened %v", d.Opened)
	}
	d.Keys("esc", "enter")
	d.See("Which unit?", "family member, moved out")
	d.Keys("enter")
	if len(d.Opened) != 2 || d.Opened[1] != "units "+d.Units.Find("A-101").ID.String() {
		t.Errorf("opened %v", d.Opened)
	}
}

func TestAListThatCannotBeReadIsReadAgain(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Fail("Accounts.List", screentest.Down())
	d.Keys("right")
	d.See("The database cannot be reached", "tries again.")
	d.Keys("r")
	d.See("[Admin]", "> Asha Rao")
	d.Keys("r")
	d.See("Role of Asha Rao")
}

func TestAShortSearchSaysWhatItNeeds(t *testing.T) {
	t.Parallel()
	d := open(t, "")
	d.Keys("/")
	d.Type("jo")
	d.See("Type three letters of a name")
	d.Type("sh")
	d.See("found 2", "Arun Joshi", "Meera Joshi")
	if strings.Contains(d.View(), "Sunita") {
		t.Error("others are shown")
	}
}
