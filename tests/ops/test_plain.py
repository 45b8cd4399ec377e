"""What the system says when it refuses, said to people."""

import errno
import os

import pytest

from hamyar.ops import plain
from hamyar.ops.plain import N_, Trouble

SENTENCE = N_("The backup could not be written to %(file)s: %(reason)s.")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENOENT, errno.EBUSY])
def test_a_common_reason_is_said_in_both_languages(number: int) -> None:
    error = OSError(number, os.strerror(number))
    english, persian = Trouble(SENTENCE, file="a.zip", reason=plain.reason(error)).lines()
    assert os.strerror(number) not in english
    reason = persian.partition("a.zip")[2]
    assert reason
    assert not any(letter.isascii() and letter.isalpha() for letter in reason)


def test_a_rare_reason_stays_as_the_system_says_it() -> None:
    assert plain.reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert plain.reason(OSError()) == "OSError"
