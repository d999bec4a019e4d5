"""Errors of PostgreSQL by their code, and what to do about a database that rejects migrations."""

# https://www.postgresql.org/docs/current/errcodes-appendix.html
LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED, QUERY_CANCELED = "55P03", "40P01", "57014"
INSUFFICIENT_PRIVILEGE, READ_ONLY = "42501", "25006"


def explain_refusal(error: Exception) -> str:
    """Say why the migrations were not begun, and what to do."""
    reason = " ".join(str(error).split("LINE 1:")[0].split())
    state = sql_state(error)
    if state == INSUFFICIENT_PRIVILEGE:
        return (
            f"The role of DATABASE_URL may not migrate its database ({reason}): make it the owner "
            "of the schema public and of wordcount's tables, or use their owner."
        )
    if state == READ_ONLY:
        return (
            f"The database of DATABASE_URL is read-only ({reason}): use the primary server, and "
            "a role and a database whose default_transaction_read_only is off."
        )
    return reason


def sql_state(error: Exception) -> str | None:
    """Return the SQLSTATE of an error, None if it does not come from PostgreSQL."""
    return getattr(getattr(error, "orig", None), "pgcode", None)
