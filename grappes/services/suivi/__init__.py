"""The candidate's page: where the file stands, what comes next, what happened."""
