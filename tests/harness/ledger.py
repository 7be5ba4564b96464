"""What one writer was answered, so that what is stored can be held against it.

A *thing* is (kind, name); its *facts* are what must be stored of it, None when it must not be there. A change says what
the facts of all things that it touches are afterwards. When it is answered they are true. When it is not, all of it was
done or none of it: a doubt, until somebody looks."""


class Ledger:
    def __init__(self):
        self.facts, self.ids = {}, {}  # by thing
        self.doubts = []  # (before, after), each the facts by thing
        self.answered = []  # the request ids of changes that were answered
        self.unanswered = 0  # attempts that may have been done all the same

    def settled(self, kind):
        """The things of a kind that are there for certain and have an id."""
        doubtful = {thing for before, _ in self.doubts for thing in before}
        return [thing for thing, facts in self.facts.items()
                if thing[0] == kind and facts is not None and thing in self.ids and thing not in doubtful]

    def done(self, after):
        self.facts.update(after)

    def doubt(self, after):
        self.doubts.append(({thing: self.facts.get(thing) for thing in after}, after))

    def settle(self, stored, ids):
        """Holds what is stored of its things against the ledger; gives how many doubts had been done after all."""
        done = 0
        for before, after in self.doubts:
            found = {thing: stored.get(thing) for thing in after}
            assert found in (before, after), f"half of a change is there: {found}, neither {before} nor {after}"
            done += found == after != before
            self.facts.update(found)
        self.doubts = []
        expected = {thing: facts for thing, facts in self.facts.items() if facts is not None}
        lost = {thing: (facts, stored.get(thing)) for thing, facts in expected.items() if stored.get(thing) != facts}
        assert not lost, f"answered and not there: {lost}"
        assert stored.keys() == expected.keys(), f"there and not asked for: {stored.keys() - expected.keys()}"
        self.facts, self.ids = expected, ids
        return done
