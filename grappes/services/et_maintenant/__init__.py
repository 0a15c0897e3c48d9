"""« Et maintenant ? »: a member left a grappe; keep, replace, merge or dissolve."""
