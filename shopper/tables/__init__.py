"""Every stored table, a file a step: `people`, `study`, `calls`, `mail`, `trail`, `reports`.

SQLModel tables do not validate: values are checked where they enter, and again here by the database
(NOT NULL, CHECK, UNIQUE, foreign keys). `base.py` holds the column type for time and the naming of constraints.
Import `tables.all_tables` where the whole schema is needed.
"""
