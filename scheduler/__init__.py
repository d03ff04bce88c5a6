"""WHEN: the plan, and the work done in the background.

Owns who is contacted at which minute (`plan.py`, pure and seeded) and what runs by itself (`jobs.py`, run by
`engine.py`, the only module that knows the job engine). May import everything of ours except `web`.

Read first: `plan.py`, then `stored/plan.py` and `changes/`, then `jobs.py` and `engine.py`. The probe row is the
truth: `planned_at` and `state` say what is due, and nothing has to be taken back from a queue.
"""
